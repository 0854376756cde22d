"""`pyscript.web`: a class for every element of HTML, and what some of them can do besides."""

from expecting import raises
from pyscript import current_target, display, document, web, window
from pyscript.web import Element, canvas, datalist, div, grid, optgroup, option, page, select, select_, video

# As the reference lists them.
LISTED = (
    "grid a abbr address area article aside audio b base blockquote body br button canvas caption cite code col "
    "colgroup data datalist dd del_ details dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 head header hgroup hr html i iframe img input_ ins kbd label legend li link main map_ mark menu meta "
    "meter nav object_ ol optgroup option output p param picture pre progress q s script section select small source "
    "span strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track u ul var "
    "video wbr"
).split()


def output():
    return page[current_target()]


def test_there_are_more_than_a_hundred():
    assert len(LISTED) > 100


def test_every_class_is_made_attributed_appended_found_and_compared():
    for name in LISTED:
        kind = getattr(web, name)
        assert issubclass(kind, Element), name
        tag = "div" if name == "grid" else name.rstrip("_")
        element = kind(id="made-" + tag, title="Title", lang="en", classes=["one", "two"], data_name=name)
        element.style["color"] = "red"
        place = div()
        place.append(element)
        output().append(place)
        node = element._dom_element
        assert node.localName == tag, name
        assert (node.id, node.title, node.lang, node.className) == ("made-" + tag, "Title", "en", "one two"), name
        assert node.dataset.name == name
        found = page.find(tag + "#made-" + tag)
        assert len(found) == 1 and found[0] == element and page["made-" + tag] == element, name
        assert type(found[0]) is (web.div if name == "grid" else kind), name
        assert place.children[0] == element and element.parent == place, name
        assert element != kind() and element.clone() != element, name
        assert "nonsense" in raises(AttributeError, kind, nonsense=1), name
        place.remove()


def test_every_class_can_be_imported():
    names = {}
    exec("from pyscript.web import " + ", ".join(LISTED), names)
    assert all(names[name] is getattr(web, name) for name in LISTED)
    for name in LISTED + ["page", "Element", "ElementCollection"]:
        assert name in web.__all__, name


def test_import_of_everything():
    names = {}
    exec("from pyscript.web import *", names)
    assert names["div"] is div and names["page"] is page and names["input_"] is web.input_


def test_both_spellings():
    assert web.select is web.select_
    for name in ("del", "input", "map", "object"):
        assert getattr(web, name) is getattr(web, name + "_"), name
    raises(AttributeError, lambda: web.nonsense)


def test_the_base_class():
    from pyscript.web.elements import Element as base

    assert base is Element
    assert issubclass(div, base) and issubclass(grid, div)


def test_grid():
    box = grid(div("a"), div("b"), style={"grid-template-columns": "1fr 1fr"}, id="g")
    output().append(box)
    assert box._dom_element.localName == "div"
    assert window.getComputedStyle(box._dom_element).display == "grid"
    assert box.style["grid-template-columns"] == "1fr 1fr"
    assert grid("x", style="color: red").style == {"display": "grid", "color": "red"}
    assert grid().style["display"] == "grid"


# Options.


def test_the_options_of_the_reference():
    my_select = select_(option("apple", value=1), option("pear"))
    assert [each.value for each in my_select.options] == ["1", "pear"]
    selected_option = my_select.options.selected
    assert selected_option.text == "apple"
    my_select.options.remove(0)  # Remove the first option (in position 0).
    assert [each.text for each in my_select.options] == ["pear"]
    my_select.clear()
    assert len(my_select.options) == 0
    my_select.options.add(html="Orange")
    assert [each.text for each in my_select.options] == ["Orange"]
    assert my_select.value == "Orange"


def test_options_can_be_text_and_pairs():
    for kind in (select, datalist, optgroup):
        box = kind("apple", ("Pear", 2), [option("plum"), ("Fig", "f")])
        assert [each.text for each in box.options] == ["apple", "Pear", "plum", "Fig"]
        assert [each.value for each in box.options] == ["apple", "2", "plum", "f"]
        box.append("lemon", ("Lime", "l"))
        assert [each.value for each in box.options][4:] == ["lemon", "l"]


def test_the_value_of_a_select():
    box = select("a", "b", value="b", id="s")
    assert box.value == "b" and box.options.selected.text == "b"
    box.value = "a"
    assert box.options.selected == box.options[0]
    box.selectedIndex = -1
    assert box.options.selected is None
    assert select().options.selected is None
    many = select(option("a"), option("b", selected=True), option("c", selected=True), multiple=True)
    assert many.options.selected.text == "b"


def test_options_are_a_list():
    box = select("a", "b", "c")
    output().append(box)
    options = box.options
    assert len(options) == 3
    assert options[0].text == "a" and options[-1].text == "c"
    assert [each.text for each in options[1:]] == ["b", "c"]
    assert all(type(each) is option for each in options)
    raises(IndexError, lambda: options[3])
    raises(IndexError, options.remove, 3)
    box.append(option("d"))
    assert len(options) == 4
    options.clear()
    assert len(options) == 0 and list(options) == []


def test_adding_options():
    box = select("a")
    added = box.options.add(value="v", text="<T>", title="t")
    assert (added.value, added.text, added.title) == ("v", "<T>", "t")
    assert box.options[1] == added
    box.options.add("first", html="F", before=0)
    box.options.add("before", text="B", before=added)
    assert [each.value for each in box.options] == ["first", "a", "before", "v"]
    assert box.options.add(value=5, text="five", selected=True).value == "5"
    assert box.value == "5"


def test_options_in_groups():
    box = select(optgroup("a", "b", label="Group"), "c")
    assert [each.text for each in box.options] == ["a", "b", "c"]
    group = box.find("optgroup")[0]
    assert (group.label, len(group.options)) == ("Group", 2)
    group.options.add(text="d")
    group.options.remove(0)
    assert [each.text for each in box.options] == ["b", "d", "c"]
    group.clear()
    assert [each.text for each in box.options] == ["c"]


def test_datalist():
    box = datalist("red", "green", id="colors")
    output().append(box, web.input_(list="colors"))
    assert len(box.options) == 2 and box.options.selected is None
    box.clear()
    assert len(box.options) == 0


# Pictures.


def pixel(element, x, y):
    data = element._dom_element.getContext("2d").getImageData(x, y, 1, 1).data
    return [data[index] for index in range(4)]


def colored(width=20, height=10, color="rgb(255, 0, 0)"):
    box = canvas(width=width, height=height)
    context = box.getContext("2d")
    context.fillStyle = color
    context.fillRect(0, 0, width, height)
    return box


def test_draw_on_a_canvas():
    box = canvas(width=100, height=100)
    box.draw(colored())
    assert pixel(box, 19, 9) == [255, 0, 0, 255] and pixel(box, 20, 9)[3] == 0
    box.draw(colored(color="rgb(0, 0, 255)")._dom_element, width=60)
    assert pixel(box, 59, 29) == [0, 0, 255, 255] and pixel(box, 59, 31)[3] == 0
    box.draw(colored(), height=50, width=50)
    assert pixel(box, 49, 49) == [255, 0, 0, 255]


def test_download_a_canvas():
    # The link is in no document: its click is seen where it is made.
    window.eval(
        "globalThis.savedLinks = [];"
        "HTMLAnchorElement.prototype.click = function () { savedLinks.push([this.download, this.href]) }"
    )
    try:
        colored().download()
        colored().download("red.jpg")
        colored().download(filename="red.webp")
        colored().download("red.v2.GIF")
        colored().download("red")
    finally:
        window.eval("delete HTMLAnchorElement.prototype.click")
    links = window.savedLinks
    assert (links[0][0], links[0][1][:15]) == ("snapped.png", "data:image/png;")
    assert (links[1][0], links[1][1][:16]) == ("red.jpg", "data:image/jpeg;")
    # Browsers write a PNG where they do not know the kind; WebKitGTK knows no WebP.
    written = "webp" if colored()._dom_element.toDataURL("image/webp").startswith("data:image/webp") else "png"
    assert (links[2][0], links[2][1].split(";")[0]) == ("red." + written, "data:image/" + written)
    assert (links[3][0], links[3][1][:15]) == ("red.v2.png", "data:image/png;")
    assert (links[4][0], links[4][1][:15]) == ("red", "data:image/png;")


async def playing():
    """A video that plays something of 20 by 10 pixels."""
    source = colored()
    element = video(srcObject=source._dom_element.captureStream(), muted=True)
    output().append(source, element)
    # Engines differ in whether the stream begins with what the canvas has, or with what is drawn next.
    draw = window.Function.new("canvas", "return setInterval(() => canvas.getContext('2d').fillRect(0, 0, 20, 10), 20)")
    drawing = draw(source._dom_element)
    try:
        await element.play()
    finally:
        window.clearInterval(drawing)
    return element


async def test_snap_a_video():
    element = await playing()
    shot = element.snap()
    assert type(shot) is canvas and (shot.width, shot.height) == (20, 10)
    assert pixel(shot, 10, 5)[0] > 200
    display(shot)
    wide = element.snap(width=40)
    assert (wide.width, wide.height) == (40, 20)
    assert pixel(wide, 39, 19)[0] > 200
    here = canvas(width=50, height=50, id="here")
    output().append(here)
    assert element.snap(here) == element.snap(to="#here") == element.snap("here") == here
    assert element.snap(document.getElementById("here"), width=50, height=50) == here
    assert pixel(here, 49, 49)[0] > 200
    raises(ValueError, element.snap, "#nowhere")
    raises(ValueError, element.snap, output())
