"""What every page must look like, as scripts for the browser."""

from typing import Final

WIDTH: Final = "return document.documentElement.scrollWidth"
FAINT: Final = """
const linear = part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4
const luminance = ([red, green, blue]) =>
  .2126 * linear(red / 255) + .7152 * linear(green / 255) + .0722 * linear(blue / 255)
const parts = colour => colour.match(/[0-9.]+/g).map(Number)
const behind = each => {
  const back = parts(getComputedStyle(each).backgroundColor)
  return back[3] === 0 ? behind(each.parentElement) : back
}
const contrast = each => {
  const [ink, paper] = [parts(getComputedStyle(each).color), behind(each)].map(luminance).sort((a, b) => a - b)
  return (paper + .05) / (ink + .05)
}
const written = each => [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
return [...document.querySelectorAll("body *")].filter(written).filter(each => contrast(each) < 4.5)
  .map(each => `${each.innerText}: ${contrast(each)}`)
"""
"""Finds text with less contrast than WCAG 2.2 requires (1.4.3)."""
