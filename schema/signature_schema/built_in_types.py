"""Prepare the built-in types of XML Schema in libxml2 before threads use them.

libxml2 prepares them when it compiles its first schema, but not safely: two threads that compile the first schemas at
the same time would find only a part of the types. Python imports a module in one thread, while others wait, so
importing this module prepares the types safely.
"""

from lxml import etree

etree.XMLSchema(etree.fromstring('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>'))
