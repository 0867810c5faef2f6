"""XML of untrusted workbooks: no document type, no entity, no bottomless nesting. Built on expat, which streams."""

from xml.parsers import expat

from .refusal import Refused

BLOCK = 256 * 1024
DEEPEST = 64
# Malformed markup; LookupError and ValueError are how Python's parser refuses a declared encoding.
MALFORMED = (expat.ExpatError, LookupError, ValueError)
# A document type stands before the first element; no real part has a longer prologue.
PROLOGUE_BYTES = 64 * 1024


def make_parser(*names):
    """An expat parser that refuses a document type. Elements come as `namespace name`.

    Handlers of elements named here may compare with `is`: the parser hands back these very strings.
    """
    parser = expat.ParserCreate(None, " ", {name: name for name in names})
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def drain(parser, stream, ready):
    """Run the stream through the parser and hand on what its handlers put into the list `ready`, block by block."""
    try:
        while block := stream.read(BLOCK):
            parser.Parse(block, False)
            yield from ready
            ready.clear()
        parser.Parse(b"", True)
    except MALFORMED as error:
        raise Refused("xlsx_malformed") from error
    yield from ready


def feed(parser, stream):
    """Run the whole stream through the parser; malformed XML refuses the file."""
    for _nothing in drain(parser, stream, []):
        pass


def refuse_document_type(stream):
    """Look at the prologue only; anything else that is wrong is found when the part is really read."""
    parser = make_parser()

    def stop(_name, _attributes):
        raise _Seen

    parser.StartElementHandler = stop
    try:
        parser.Parse(stream.read(PROLOGUE_BYTES), False)
    except (*MALFORMED, _Seen):
        return


def elements(stream):
    """All elements of a small part as (name, attributes), in order; nesting is bounded."""
    found, depth = [], 0
    parser = make_parser()

    def start(name, attributes):
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refused("xlsx_malformed")
        found.append((name, attributes))

    def end(_name):
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    feed(parser, stream)
    return found


class _Seen(Exception):
    """The first element was reached."""


def _refuse_document_type(*_declaration):
    raise Refused("xml_dtd")
