"""`display` and `HTML`."""

import sys

from expecting import raises
from pyscript import HTML, current_target, display, document, window

MICROPYTHON = sys.implementation.name == "micropython"

# One transparent pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def output():
    """The element that this test displays in."""
    return document.getElementById(current_target())


def make(id, tag="div"):
    """A new element in the page; it goes with the test's own output."""
    element = document.createElement(tag)
    element.id = id
    output().before(element)
    return element


class Rich:
    """Offers the forms that it is made with."""

    def __init__(self, **forms):
        for form, content in forms.items():
            setattr(self, f"_repr_{form}_", lambda content=content: content)

    def __repr__(self):
        return "<Rich>"


def test_text_goes_into_a_div():
    display("Hello")
    assert output().innerHTML == "<div>Hello</div>"


def test_text_is_appended():
    display("one")
    display("two")
    assert output().innerHTML == "<div>one</div><div>two</div>"


def test_append_false_replaces_and_needs_no_div():
    display("one")
    display("two", append=False)
    assert output().innerHTML == "two"


def test_several_values_have_a_div_each():
    display("one", 2, [3])
    assert output().innerHTML == "<div>one</div><div>2</div><div>[3]</div>"


def test_several_values_with_append_false_are_all_shown():
    display("before")
    display("one", "two", append=False)
    assert output().children.length == 0
    assert output().textContent.split() == ["one", "two"]


def test_empty_text_and_lone_newlines_are_skipped():
    display("")
    display("\n")
    display("", "one", "\n")
    assert output().innerHTML == "<div>one</div>"


def test_text_is_escaped_by_default():
    display("<em>em</em>")
    assert output().innerHTML == "<div>&lt;em&gt;em&lt;/em&gt;</div>"


def test_html_is_not_escaped():
    display(HTML("<em>em</em>"))
    assert output().innerHTML == "<div><em>em</em></div>"


def test_html_with_append_false():
    display(HTML("<b>1</b><b>2</b>"), append=False)
    assert output().innerHTML == "<b>1</b><b>2</b>"


def test_scripts_in_html_run():
    display(HTML("<script>window.ranInHTML = 5</script>"))
    assert window.ranInHTML == 5


def test_objects_are_shown_by_repr():
    display(1.5)
    display(None)
    display([1, "<b>"])
    display({"a": 1})
    assert output().textContent == "1.5None" + repr([1, "<b>"]) + "{'a': 1}"
    assert not output().querySelector("b")


def test_classes_are_shown_by_repr():
    display(HTML)
    assert "class" in output().textContent


def test_target_by_id():
    here = make("by-id")
    display("x", target="by-id")
    display("y", target="#by-id")
    assert here.textContent == "xy"
    assert output().textContent == ""
    here.remove()


def test_target_by_selector():
    here = make("by-selector", "section")
    here.className = "a-class"
    display("x", target="section.a-class")
    assert here.textContent == "x"
    here.remove()


def test_target_is_an_element():
    here = make("an-element")
    display("x", target=here)
    display("y", target=here, append=False)
    assert here.innerHTML == "y"
    here.remove()


def test_target_is_an_element_of_web():
    class Element:
        """An element like those of `pyscript.web`, as far as others care."""

        def __init__(self, dom_element):
            self._dom_element = dom_element

    here = make("web-element")
    display("x", target=Element(here))
    assert here.textContent == "x"
    here.remove()


def test_target_that_is_missing():
    message = raises(ValueError, display, "x", target="no-such-id")
    assert message == "Cannot find element with id='no-such-id' in the page."
    message = raises(ValueError, display, "x", target="#no-such-id")
    assert message == "Cannot find element with id='no-such-id' in the page."
    raises(ValueError, display, 1, target="no-such-id", append=False)
    assert raises(ValueError, display, "x", target="") == "Cannot find element with id='' in the page."
    assert raises(ValueError, display, 1, target="") == "Cannot find element with id='' in the page."
    assert raises(ValueError, display, "x", target="#") == "Cannot find element with id='' in the page."


def test_target_of_a_wrong_type():
    raises(TypeError, display, "x", target=42)
    raises(TypeError, display, "x", target=["by-id"])
    raises(TypeError, display, "x", target=window.Object.new())


def test_methods_of_ipython():
    display(Rich(html="<b>bold</b>"))
    assert output().querySelector("b").textContent == "bold"
    display(Rich(json='{"a": "<b>"}'), append=False)
    assert output().innerHTML == '{"a": "&lt;b&gt;"}'
    display(Rich(json=[1, 2]), append=False)
    assert output().textContent == "[1, 2]"


def test_preference():
    display(Rich(png=PNG, html="<b>html</b>", svg="<svg/>"))
    assert output().innerHTML == "<div><b>html</b></div>"
    display(Rich(png=PNG, svg="<svg xmlns='http://www.w3.org/2000/svg'/>"), append=False)
    assert output().firstChild.tagName == "svg"


def test_methods_that_return_none_are_passed_over():
    display(Rich(html=None, png=PNG))
    assert output().querySelector("img")
    display(Rich(html=None), append=False)
    assert output().textContent == "<Rich>"


def test_png_in_base64():
    display(Rich(png=PNG))
    assert output().querySelector("img").src == "data:image/png;base64," + PNG


def test_png_in_bytes():
    from binascii import a2b_base64

    display(Rich(png=a2b_base64(PNG.encode())))
    assert output().querySelector("img").src == "data:image/png;base64," + PNG


def test_jpeg():
    display(Rich(jpeg=b"\xff\xd8"))
    assert output().querySelector("img").src == "data:image/jpeg;base64,/9g="


def test_svg():
    display(Rich(svg='<svg xmlns="http://www.w3.org/2000/svg" width="9"><circle r="4" style="fill: red"/></svg>'))
    svg = output().querySelector("svg")
    assert svg.getAttribute("width") == "9"
    assert svg.namespaceURI == "http://www.w3.org/2000/svg"
    assert svg.querySelector("circle").style.fill == "red"


def test_svg_does_not_run_code():
    display(
        Rich(
            svg="""<svg xmlns="http://www.w3.org/2000/svg" onload="window.svgRan = 1">
            <script>window.svgRan = 2</script><a href=" javascript:window.svgRan=3"><text>x</text></a></svg>"""
        )
    )
    svg = output().querySelector("svg")
    assert not svg.querySelector("script")
    assert not svg.hasAttribute("onload")
    assert not svg.querySelector("a").hasAttribute("href")
    assert not hasattr(window, "svgRan")


def test_javascript_runs():
    window.ran = 0
    display(Rich(javascript="window.ran += 1"))
    assert window.ran == 1
    assert output().querySelector("script").textContent == "window.ran += 1"


def test_mimebundle():
    display(Rich(mimebundle={"text/plain": "plain", "text/html": "<i>html</i>"}, html="<b>not this</b>"))
    assert output().innerHTML == "<div><i>html</i></div>"
    display(Rich(mimebundle={"text/plain": "<plain>", "text/x-unknown": "?"}), append=False)
    assert output().textContent == "<plain>"


def test_mimebundle_with_nothing_we_know():
    display(Rich(mimebundle={"text/x-unknown": "?"}))
    assert output().textContent == "<Rich>"


def test_metadata_of_a_mimebundle_becomes_attributes_of_the_image():
    display(Rich(mimebundle=({"image/png": PNG}, {"image/png": {"width": 31, "alt": "a dot"}})))
    image = output().querySelector("img")
    assert image.getAttribute("width") == "31"
    assert image.alt == "a dot"
    display(Rich(mimebundle=({"image/png": PNG, "text/plain": "<Figure>"}, {"height": 13})), append=False)
    image = output().querySelector("img")
    assert image.getAttribute("height") == "13"
    assert image.alt == "<Figure>"


def test_images_may_be_pairs_of_data_and_metadata():
    image = lambda: output().querySelector("img")
    display(Rich(png=(PNG, {"width": 31})))
    assert image().getAttribute("width") == "31" and image().src == "data:image/png;base64," + PNG
    display(Rich(jpeg=(b"png", {"height": 13, "alt": "a dot"})), append=False)
    assert image().getAttribute("height") == "13" and image().alt == "a dot"
    assert image().src == "data:image/jpeg;base64,cG5n"
    display(Rich(png=(PNG, None)), append=False)
    assert image().src == "data:image/png;base64," + PNG


def test_text_may_be_a_pair_of_data_and_metadata():
    display(Rich(html=("<b>bold</b>", {"isolated": True})))
    assert output().innerHTML == "<div><b>bold</b></div>"
    display(Rich(svg=('<svg id="pair"></svg>', {})), append=False)
    assert output().querySelector("svg").id == "pair"
    display(Rich(json=({"a": 1}, {"expanded": True})), append=False)
    assert output().textContent == '{"a": 1}'


def test_values_of_a_mimebundle_may_be_pairs_of_data_and_metadata():
    image = lambda: output().querySelector("img")
    display(Rich(mimebundle={"image/png": (PNG, {"width": 31}), "text/plain": ("<Figure>", {})}))
    assert image().getAttribute("width") == "31" and image().alt == "<Figure>"
    display(Rich(mimebundle={"text/html": ("<i>html</i>", {})}), append=False)
    assert output().innerHTML == "<i>html</i>"


def test_metadata_of_a_mimebundle_and_of_its_value_is_merged():
    bundle = {"image/png": (PNG, {"width": 31})}, {"image/png": {"height": 13, "width": 1}}
    display(Rich(mimebundle=bundle))
    image = output().querySelector("img")
    assert (image.getAttribute("width"), image.getAttribute("height")) == ("31", "13")
    display(Rich(mimebundle=({"image/png": (PNG, {"width": 31})}, {"height": 13})), append=False)
    image = output().querySelector("img")
    assert (image.getAttribute("width"), image.getAttribute("height")) == ("31", "13")


def test_metadata_does_not_run_code():
    display(Rich(mimebundle=({"image/png": PNG}, {"onload": "window.metaRan = 1", "style": "width: 3px"})))
    image = output().querySelector("img")
    assert not image.hasAttribute("onload")
    assert image.style.width == "3px"


def test_figures_are_saved():
    class Figure:
        def savefig(self, file, format="png"):
            assert format == "png"
            file.write(b"png")

    display(Figure())
    assert output().querySelector("img").src == "data:image/png;base64,cG5n"


def test_methods_that_raise_are_heard():
    class Broken:
        def _repr_html_(self):
            raise ZeroDivisionError("broken")

    assert raises(ZeroDivisionError, display, Broken()) == "broken"


async def test_display_after_await():
    import asyncio

    await asyncio.sleep(0.01)
    display("later")
    assert output().textContent == "later"


async def test_display_in_a_task():
    import asyncio

    async def work(name):
        await asyncio.sleep(0)
        display(name)

    await asyncio.gather(work("a"), work("b"))
    assert sorted(output().textContent) == ["a", "b"]
