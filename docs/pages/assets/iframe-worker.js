// Browsers start no workers for pages that are opened from a disk, and the search is one: a frame does its work there.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    #waiting = []
    #frame = document.createElement("iframe")

    constructor(url) {
      super()
      this.#frame.hidden = true
      this.#frame.srcdoc = "<body></body>"
      this.#frame.onload = () => this.#start(url)
      document.body.append(this.#frame)
    }

    postMessage(data) {
      if (this.#waiting) this.#waiting.push(data)
      else this.#deliver(data)
    }

    #start(url) {
      const inner = this.#frame.contentWindow
      inner.postMessage = data => this.dispatchEvent(new MessageEvent("message", {data}))
      const script = inner.document.createElement("script")
      script.src = url
      script.onload = () => {
        const waiting = this.#waiting
        this.#waiting = null
        waiting.forEach(data => this.#deliver(data))
      }
      inner.document.body.append(script)
    }

    #deliver(data) {
      const inner = this.#frame.contentWindow
      inner.dispatchEvent(new inner.MessageEvent("message", {data}))
    }
  }
}
