"""`pyscript.web`: collections, what `find` and `children` give."""

from expecting import raises
from pyscript import current_target, document, web
from pyscript.web import ElementCollection, div, input_, li, p, page, span, ul


def output():
    return page[current_target()]


def items(count=5):
    """A list with items in the page: the items."""
    box = ul([li(str(number), id=f"item-{number}", classes=["item"]) for number in range(count)])
    output().append(box)
    return box.children


def test_the_example_of_the_reference():
    my_element = ul([li(str(number)) for number in range(12)])
    seen = []
    for child in my_element.children[10:]:
        seen.append(child.html)
    assert seen == ["10", "11"]


def test_collections_are_iterable():
    found = items()
    assert [each.text for each in found] == ["0", "1", "2", "3", "4"]
    assert [each.text for each in found] == ["0", "1", "2", "3", "4"]
    assert all(type(each) is li for each in found)
    assert len(found) == 5 and found and not page.find(".nothing")
    assert found.elements == list(found)


def test_collections_are_indexable():
    found = items()
    assert found[0].text == "0" and found[-1].text == "4"
    assert found[2] == page["item-2"]
    assert "5" in raises(IndexError, lambda: found[5])
    raises(IndexError, lambda: found[-6])


def test_children_of_many_are_those_of_the_moment():
    box = ul([li(str(number)) for number in range(100)])
    output().append(box)
    before = box.children
    assert [box.children[at].text for at in (0, 99, -1, -100)] == ["0", "99", "99", "0"]
    box.append(li("new"))
    assert box.children[100].text == "new" and len(box.children) == 101
    box._dom_element.firstElementChild.remove()
    assert box.children[0].text == "1" and box.children[-1].text == "new"
    box._dom_element.prepend(box._dom_element.lastElementChild)
    assert box.children[0].text == "new" and len(box.children) == 100
    # A collection that was found before stays as it was found.
    assert len(before) == 100 and before[0].text == "0" and before[99].text == "99"
    assert "101" in raises(IndexError, lambda: box.children[101])
    other = ul([li("other") for _ in range(100)])
    output().append(other)
    assert box.children[0].text == "new" and other.children[0].text == "other"
    assert box.children[1].text == "1"


def test_collections_are_sliceable():
    found = items()

    def texts(part):
        assert isinstance(part, ElementCollection)
        return "".join(each.text for each in part)

    assert texts(found[1:3]) == "12"
    assert texts(found[3:]) == "34"
    assert texts(found[:-1]) == "0123"
    assert texts(found[::2]) == "024"
    assert texts(found[10:]) == ""
    assert texts(found[1:][1:]) == "234"
    assert texts(found[:]) == "01234"


def test_collections_by_id():
    found = items()
    assert found["item-3"] == found["#item-3"] == found[3]
    assert found["item-9"] is None
    assert found["#" + output().id] is None
    found[1].append(p("inside", id="inside"))
    assert found["inside"] == found["#inside"] == output()["inside"]
    assert found["nothing"] is None and found["#nothing"] is None


def test_collections_that_are_made():
    one, two = div(p("inside", id="inner"), id="one"), div(id="two")
    made = web.ElementCollection([one, two])
    assert made["one"] == made["#one"] == one and made["two"] == two
    assert made["inner"].text == made["#inner"].text == "inside"
    assert made["#three"] is None and made["three"] is None
    assert [each.id for each in made] == ["one", "two"] and made[1] == two and made.id == ["one", "two"]
    assert [each.id for each in made.find("p")] == ["inner"] and len(made[:1]) == 1
    box = div("a")
    box.append(made)
    assert box.html == 'a<div id="one"><p id="inner">inside</p></div><div id="two"></div>'
    output().append(web.section(made, web.ElementCollection([span("x")])))
    assert output().find("section")[0].text == "insidex"
    assert len(web.ElementCollection([])) == 0


def test_collections_are_equal_when_their_elements_are():
    found = items()
    assert found == page.find("li.item") and found == list(found)
    assert found[1:] != found
    assert found[0] in found


def test_collections_stay_as_they_were_found():
    found = items()
    found[0].remove()
    assert len(found) == 5 and len(page.find(".item")) == 4


def test_collections_of_ones_own():
    found = items()
    some = ElementCollection([found[1], found[3]])
    some.text = "x"
    assert [each.text for each in found] == ["0", "x", "2", "x", "4"]


def test_find_in_collections():
    output().append(div(p("1"), span("no"), p("2")), div(p("3")), p("4"))
    assert [each.text for each in output().find("div").find("p")] == ["1", "2", "3"]
    assert len(output().find("div, p").find("p")) == 3
    nested = page.find("#" + output().id + ", #" + output().id + " > div").find("p")
    assert len(nested) == 4
    assert output().find("div")[".none"] is not None


def test_classes_of_all():
    found = items(3)
    assert [set(each) for each in found.classes] == [{"item"}] * 3
    assert found.classes == [["item"]] * 3
    found.classes.add("a", "b")
    assert all(each.classes == {"item", "a", "b"} for each in found)
    found[:1].classes.remove("a")
    assert [each.classes.contains("a") for each in found] == [False, True, True]
    found.classes.toggle("a")
    assert ["a" in each for each in found.classes] == [True, False, False]
    found.classes.replace("item", "thing")
    assert all("thing" in each for each in found.classes)
    found.classes = ["new"]
    assert found.classes[2] == {"new"} and len(found.classes) == 3
    found.classes = "x y"
    assert found[0].className == "x y"


def test_inner_html_of_all():
    found = items(2)
    assert found.innerHTML == found.html == ["0", "1"]
    found.innerHTML = "<b>x</b>"
    assert found[1].find("b")[0].text == "x"
    assert found.html == ["<b>x</b>"] * 2


def test_style_of_all():
    found = items(2)
    found.style["color"] = "red"
    found.style["--accent"] = "1px"
    assert [each.style["color"] for each in found] == ["red", "red"]
    assert found.style["color"] == ["red", "red"]
    found[0].style["color"] = "blue"
    assert found.style["color"] == ["blue", "red"]
    assert "color" in found.style and "margin-top" not in found.style
    assert found.style[1] == {"color": "red", "--accent": "1px"}
    del found.style["color"]
    assert found.style["color"] == ["", ""]
    found.style.update({"margin-top": "2px"})
    assert found[1].style["margin-top"] == "2px"
    found.style = {"opacity": "0.5"}
    assert found[0].style == {"opacity": "0.5"}


def test_value_of_all():
    output().append(input_(value="a"), input_(value="b"), div())
    found = output().find("input")
    assert found.value == ["a", "b"]
    found.value = "c"
    assert [each.value for each in found] == ["c", "c"]
    assert output().children.value == ["c", "c", None]


def test_anything_of_all():
    found = items(3)
    assert found.id == ["item-0", "item-1", "item-2"]
    assert found.hidden == [False] * 3
    found.hidden = True
    assert all(each.hidden for each in found)
    found.text = "t"
    assert found.text == ["t"] * 3
    found.data_x = 1
    assert found.data_x == ["1"] * 3
    assert found.parentElement[0] == found[0].parent._dom_element
    assert "nonsense" in raises(AttributeError, setattr, found, "nonsense", 1)


def test_update_all():
    found = items(3)
    found.update_all(classes=["a"], style={"color": "red"}, title="t", text="x")
    for each in found:
        assert "a" in each.classes and "item" in each.classes
        assert (each.style["color"], each.title, each.text) == ("red", "t", "x")
    found.update_all(innerHTML="<b>y</b>")
    assert found.text == ["y"] * 3


def test_functions_for_events_of_all():
    heard = []
    found = items(3)
    found.on_click = lambda event: heard.append(event.target.id)
    for each in found:
        each.click()
    assert heard == ["item-0", "item-1", "item-2"]
    assert all(found.on_click)
    found[0].on_click = None
    found[0].click()
    found[1].click()
    assert heard[3:] == ["item-1"]
    found.on_click = None
    found[1].click()
    assert len(heard) == 4
    found.update_all(on_click=lambda: heard.append("all"))
    found[2].click()
    assert heard[4:] == ["all"]


def test_bulk_attributes_cross_once():
    from pyscript import _web_attributes, _web_collections, _web_elements, _web_finding, _web_views

    calls = []

    class Counting:
        def __getattr__(self, name):
            calls.append(name)
            return getattr(host, name)

    found = items(50)
    host = _web_elements.host
    modules = _web_attributes, _web_collections, _web_elements, _web_finding, _web_views
    for module in modules:
        module.host = Counting()
    try:
        found.text = "x"
        assert found.text == ["x"] * 50
        found.classes.add("y")
        found.style["color"] = "red"
        found.find("b")
        assert calls == ["web_set", "web_get_all", "web_classes", "web_set_styles", "web_find"], calls
    finally:
        for module in modules:
            module.host = host


def test_collections_of_html_collections():
    items(2)
    output().append(div(document.querySelectorAll("li.item")))
    assert output().find("div")[0].text == "01"
    assert isinstance(output().children, ElementCollection) and web.ElementCollection is ElementCollection
