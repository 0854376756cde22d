"""`pyscript.web`: the page, and elements made, changed and found."""

from expecting import raises
from pyscript import Event, current_target, display, document, web, when, window
from pyscript.web import button, div, h1, input_, li, p, page, span, ul


def output():
    """The element of this test; it goes when the test has ended."""
    return page[current_target()]


# The page.


def test_the_parts_of_the_page():
    assert page.html._dom_element == document.documentElement
    assert page.head._dom_element == document.head
    assert page.body._dom_element == document.body
    assert isinstance(page.html, web.html)
    assert isinstance(page.head, web.head)
    assert isinstance(page.body, web.body)


def test_the_title_of_the_page():
    before = page.title
    page.title = "Hello <b>"
    assert document.title == page.title == "Hello <b>"
    page.title = before


def test_append_to_the_page():
    box = div("at the end")
    page.append(box)
    assert box.parent == page.body
    assert document.body.lastElementChild == box._dom_element
    box.remove()
    assert box.parent is None


def test_find_gives_a_collection():
    output().append(p("one", classes="found"), p("two", classes="found"))
    found = page.find("p.found")
    assert [each.text for each in found] == ["one", "two"]
    assert all(type(each) is web.p for each in found)
    assert len(page.find("#no-such-thing")) == 0


def test_brackets_with_an_id_give_one_element_or_none():
    output().append(div(id="my-thing"))
    assert page["#my-thing"].id == "my-thing"
    assert page["my-thing"] == page["#my-thing"]
    assert page["#no-such-thing"] is None
    assert page["no-such-thing"] is None


def test_brackets_with_another_selector_are_find():
    output().append(div(p("x", classes="within"), id="my-thing"))
    assert page["#my-thing > p"][0].text == "x"
    assert page[".within"][0].text == "x"
    assert page["p.within"][0].text == "x"
    assert page["[class=within]"][0].text == "x"
    assert page["body"][0] == page.body
    assert len(page[".no-such-class"]) == 0


def test_ids_with_odd_characters():
    for id in ("1", "a.b", "a:b", "a b", "über", "a#b", '"', "[x]", "a\\b", "#x"):
        box = div("odd", id=id)
        output().append(box)
        assert page[id] == box, id
        if not id.startswith("#"):
            assert page["#" + id] == box, id
            assert output()[id] == box, id
        box.remove()


def test_malformed_selectors():
    for function in (page.find, output().find, page.find("div").find, page.__getitem__):
        assert "'['" in raises(ValueError, function, "[").replace('"', "'")
    raises(ValueError, page.find, "p:no-such-thing")
    raises(ValueError, page.find, "")


# Making elements.


def test_a_tree():
    clicked = []
    tree = div(
        h1("Title"),
        p("Text with ", span("more"), "."),
        ul(li("one"), li("two")),
        id="tree",
        classes=["big", "red"],
        style={"color": "red"},
        on_click=lambda event: clicked.append(event.type),
    )
    output().append(tree)
    made = tree._dom_element
    # Engines differ in the order of a `style` that was set by its properties.
    assert sorted(made.getAttributeNames()) == ["class", "id", "style"]
    assert (made.id, made.className, made.getAttribute("style")) == ("tree", "big red", "color: red;")
    assert made.innerHTML == (
        "<h1>Title</h1><p>Text with <span>more</span>.</p><ul><li>one</li><li>two</li></ul>"
    )
    tree.click()
    assert clicked == ["click"]


def test_a_tree_is_made_in_one_go():
    from pyscript import _web_descriptions, _web_elements

    class Counting:
        calls = []

        def __getattr__(self, name):
            self.calls.append(name)
            return getattr(host, name)

    here = output()._dom_element
    h1("Title", id="x"), div(title="x")  # a name is asked for once
    host = _web_elements.host
    _web_descriptions.host = _web_elements.host = Counting()
    made = []

    def make(*args):
        made.append(args)
        return host.web_make(*args)

    _web_descriptions._web_make = make
    try:
        tree = div(
            h1("Title", id="title"),
            ul([li(str(number), classes=["item"], style={"color": "red"}) for number in range(20)]),
            title="tree",
            on_click=lambda: None,
        )
        assert Counting.calls == []
        web.Element(here).append(tree, p("and more"))
        assert Counting.calls == []  # but web_make
        assert len(made) == 1
    finally:
        _web_descriptions._web_make = host.web_make
        _web_descriptions.host = _web_elements.host = host
    assert len(output().find("li.item")) == 20


def test_what_is_appended_one_by_one_is_known_afterwards():
    here = output()
    kept = []
    for number in range(4):
        item = li(f"item {number}", classes=["item"])
        here.append(item)
        if number != 1:
            kept.append(item)
    here.append(li("last"))
    assert [item.text for item in kept] == ["item 0", "item 2", "item 3"]
    assert [item == here.children[at] for item, at in zip(kept, (0, 2, 3))] == [True, True, True]
    kept[0].append(span("inside"))
    kept[1].text = "changed"
    kept[2].classes.add("new")
    assert here.html == (
        '<li class="item">item 0<span>inside</span></li><li class="item">item 1</li>'
        '<li class="item">changed</li><li class="item new">item 3</li><li>last</li>'
    )
    here.append(kept[0])
    assert here.children[-1] == kept[0]


def test_a_leaf_can_be_appended_anywhere():
    here = output()
    picture = web.Element("svg", web.Element("g"))
    box = web.template()
    here.append(picture, box)
    picture.append(web.title("A picture"))
    assert picture.children[1]._dom_element.namespaceURI == "http://www.w3.org/2000/svg"
    picture.children[0].append(web.Element("text", "Words", x=5))
    assert picture.children[0].html == '<text x="5">Words</text>'
    box.append(p("not shown"))
    assert box._dom_element.content.textContent == "not shown"
    here.append(p("\x01<b>\x1f&", classes="odd\x1fname"))
    assert here.children[-1].text == "\x01<b>\ufffd&"
    here.append(p("a\0b"), div("c\0", p("d\0e")))
    assert [each.text for each in here.find("p")[-2:]] == ["a\0b", "d\0e"]
    here.children[-1].text = "\0f"
    assert here.children[-1].text == "\0f"
    here.children[-1]._dom_element.remove()
    here.children[-1]._dom_element.remove()
    here.append(p("<b>&"), p("", title="empty"))
    assert here.find("p")[1].html == "&lt;b&gt;&amp;"


def test_leaves_that_do_something():
    here = output()
    window.leavesThatRan = 0
    for _ in range(2):
        here.append(web.script("leavesThatRan += 1"))
    here.append(div(web.script("leavesThatRan += 1")))
    assert window.leavesThatRan == 3
    here.append(web.style("#styled { order: 7 }"), p("styled", id="styled"), web.textarea("a\nb"))
    assert window.getComputedStyle(page["styled"]._dom_element).order == "7"
    assert here.find("textarea")[0].value == "a\nb"


def test_classes_of_any_kind_and_number():
    for classes in (["a", "b"], ("a", "b"), "a b", {"a": 1, "b": 2}, (name for name in "ab")):
        assert div("x", classes=classes).classes == {"a", "b"}
    assert div("x", classes=["a b"]).classes == {"a", "b"}
    assert div("x", classes=[]).classes == set()
    for number in range(300):
        div("x", classes=[f"name-{number}"])
    assert div("x", classes=["name-299"]).classes == {"name-299"}
    assert div("x", classes=["a"], title="t", style="color: red").classes == {"a"}


def test_children_can_be_lists_and_numbers_and_nodes():
    node = document.createElement("b")
    box = div("a", ["b", [span("c"), 4]], (str(each) for each in (5, 6)), node, 1.5)
    assert box.html == "ab<span>c</span>456<b></b>1.5"
    assert box.children[1]._dom_element == node


def test_text_is_escaped():
    assert div("<b>x</b>").html == "&lt;b&gt;x&lt;/b&gt;"
    assert div(text="<b>x</b>").html == "&lt;b&gt;x&lt;/b&gt;"
    assert div(html="<b>x</b>").html == "<b>x</b>"
    assert div(innerHTML="<b>x</b>").find("b")[0].text == "x"


def test_what_is_no_child():
    assert "NoneType" in raises(TypeError, div, None)
    raises(TypeError, div, object())
    raises(TypeError, div().append, print)
    raises(TypeError, output().append, None)


def test_an_element_cannot_be_in_itself():
    outer = div()
    inner = div()
    outer.append(inner)
    raises(ValueError, outer.append, outer)
    raises(ValueError, inner.append, outer)
    output().append(outer)
    raises(ValueError, inner.append, outer)


def test_children_know_where_they_are():
    deep = span("deep", id="deep")
    first = p("first")
    tree = div(first, p("second ", deep), p("third"))
    output().append(tree)
    assert deep._dom_element == document.getElementById("deep")
    assert deep.parent.text == "second deep"
    first.text = "changed"
    assert output().text == "changedsecond deepthird"
    assert tree.children[0] == first


def test_children_know_where_they_are_before_the_tree_is_in_the_page():
    inner = span("x")
    outer = div(p("a"), p(inner))
    assert inner.parent.parent == outer
    assert inner.parent == outer.children[1]
    inner.text = "y"
    output().append(outer)
    assert output().text == "ay"


def test_descriptions_can_be_changed():
    inner = span()
    outer = div(inner)
    inner.append("one ", span("two"))
    inner.id = "inner"
    inner.title = "T"
    inner.title = "t"
    inner.classes.add("c")
    outer.append(p("more"))
    output().append(outer)
    assert output().html == '<div><span id="inner" title="t" class="c">one <span>two</span></span><p>more</p></div>'


def test_text_of_a_description_replaces_its_children():
    box = div("a", span("b"))
    box.text = "c"
    assert box.html == "c"
    empty = div()
    empty.text = "d"
    assert empty.html == "d"


def test_append_moves_elements():
    thing = p("thing")
    one, two = div(thing), div()
    two.append(thing)
    assert (one.html, two.html) == ("", "<p>thing</p>")
    output().append(one, two)
    one.append(thing)
    assert output().html == "<div><p>thing</p></div><div></div>"


def test_append_moves_all_or_none():
    box = div(p("1"), div(p("2"), "3", p("4"), id="inner"), p("5"))
    target = div(p("own"))
    output().append(box, target)
    before = box.html
    one, two, four, five = box.find("p")
    inner = box.find("#inner")[0]
    new = p("new")
    for refused in None, 7.5j, target, output(), [five, None], (each for each in (five, None)):
        raises(Exception, target.append, one, [two, new], four, refused)
        assert (box.html, target.html) == (before, "<p>own</p>"), refused
    raises(TypeError, div, one, new, None)
    raises(Exception, inner.append, one, inner)
    described = div("described")
    raises(TypeError, described.append, one, new, None)
    assert box.html == before
    # They are as they were.
    described.append(new)
    target.append(four, two, one, described)
    assert inner.html == "3"
    assert target.html == "<p>own</p><p>4</p><p>2</p><p>1</p><div>described<p>new</p></div>"
    assert new.text == "new" and new.parent == described


def test_append_several_and_lists():
    box = output()
    box.append(p("1"), [p("2"), [p("3")]], "4", *[p("5")])
    box.append()
    box.append(page.find("#" + box.id + " > p")[:1])
    assert box.html == "<p>2</p><p>3</p>4<p>5</p><p>1</p>"


def test_many_functions_in_one_tree():
    heard = []
    output().append([button(str(number), on_click=lambda n=number: heard.append(n)) for number in range(50)])
    for each in output().children:
        each.click()
    assert len(heard) == 50


def test_a_deep_tree():
    tree = span("deep")
    inner = tree
    for _ in range(60):
        tree = div(tree)
    output().append(tree)
    assert output().find("span")[0] == inner


def test_templates_have_their_content():
    template = web.template(p("x"))
    assert template._dom_element.content.firstChild.textContent == "x"
    template.append(p("y"))
    assert template._dom_element.content.childNodes.length == 2
    assert [each.text for each in template.children] == ["x", "y"]


# Equality.


def test_elements_are_equal_when_their_nodes_are():
    output().append(div(id="one"), div(id="two"))
    assert page["one"] == page["one"]
    assert page["one"] != page["two"]
    assert page["one"] == web.Element(document.getElementById("one"))
    assert page["one"] != "one"
    assert len({page["one"], page["#one"], page["two"]}) == 2
    assert page["one"] in output().children
    assert {page["one"]: 1}[page["one"]] == 1
    assert div() != div()


# Attributes of elements.


def test_text_and_html_in_both_spellings():
    box = div("a", web.b("c"))
    assert box.text == box.textContent == "ac"
    assert box.html == box.innerHTML == "a<b>c</b>"
    box.text = "<i>"
    assert box.html == "&lt;i&gt;"
    box.innerHTML = "<i>x</i>"
    assert box.text == "x"
    box.textContent = 5
    assert box.text == "5"
    box.html = "<u>y</u>"
    assert box.children[0].text == "y"
    box.text = None
    assert box.html == ""


def test_value():
    box = input_(value="a")
    assert box.value == "a"
    box.value = "b"
    assert box.value == "b"
    box.value = None
    assert box.value == ""
    assert web.textarea("text").value == "text"
    assert web.progress(value=0.5).value == 0.5
    assert input_(value=50, type="range", min=0, max=40).value == "40"


def test_flags():
    box = input_(type="checkbox", checked=True, disabled=True)
    assert box.checked is True and box.disabled is True
    box.checked = box.disabled = False
    assert box.checked is False and box.disabled is False
    box.hidden = True
    assert box._dom_element.hasAttribute("hidden")


def test_global_attributes_take_effect():
    box = div(
        accesskey="k", autocapitalize="words", autofocus=True, className="c", contenteditable=True, draggable=True,
        enterkeyhint="send", hidden=True, id="i", lang="de", nonce="n", part="p", popover="manual", slot="s",
        spellcheck=False, tabindex=3, title="t", translate=False, virtualkeyboardpolicy="manual",
    )  # fmt: skip
    node = box._dom_element
    for name, expected in (
        ("accesskey", "k"),
        ("autocapitalize", "words"),
        ("autofocus", ""),
        ("class", "c"),
        ("contenteditable", "true"),
        ("draggable", "true"),
        ("enterkeyhint", "send"),
        ("hidden", ""),
        ("id", "i"),
        ("lang", "de"),
        ("part", "p"),
        ("popover", "manual"),
        ("slot", "s"),
        ("spellcheck", "false"),
        ("tabindex", "3"),
        ("title", "t"),
        ("translate", "no"),
        ("virtualkeyboardpolicy", "manual"),
    ):
        assert node.getAttribute(name) == expected, name
    assert node.nonce == "n"
    assert (node.tabIndex, node.contentEditable, node.accessKey) == (3, "true", "k")
    assert (box.tabindex, box.contenteditable, box.draggable, box.spellcheck) == (3, "true", True, False)
    assert (box.autofocus, box.className, box.translate, box.enterkeyhint) == (True, "c", False, "send")


def test_global_attributes_of_an_element_that_is_there():
    box = div()
    node = box._dom_element
    for name, value in (
        ("accesskey", "k"),
        ("autocapitalize", "words"),
        ("contenteditable", "true"),
        ("draggable", "true"),
        ("enterkeyhint", "send"),
        ("id", "i"),
        ("lang", "de"),
        ("part", "p"),
        ("popover", "auto"),
        ("slot", "s"),
        ("spellcheck", "false"),
        ("tabindex", "0"),
        ("title", "t"),
        ("translate", "no"),
        ("virtualkeyboardpolicy", "manual"),
    ):
        setattr(box, name, value)
        assert node.getAttribute(name) == value, name
        getattr(box, name)
        setattr(box, name, None)
        assert not node.hasAttribute(name), name
    box.className = "a b"
    assert list(box.classes) == ["a", "b"]


def test_names_that_are_keywords():
    label = web.label("Name", for_="name", class_="wide")
    assert label._dom_element.htmlFor == "name"
    assert label.for_ == "name" and label.class_ == "wide"
    label.for_ = "other"
    assert label._dom_element.getAttribute("for") == "other"
    assert web.script(async_=True)._dom_element.hasAttribute("async")
    assert web.input_(type_="checkbox").type == "checkbox"


def test_attributes_with_hyphens():
    box = div(data_number=5, aria_label="Box", aria_hidden=True, role="note")
    node = box._dom_element
    assert node.dataset.number == "5"
    assert node.getAttribute("aria-label") == box.aria_label == "Box"
    assert node.getAttribute("aria-hidden") == "true"
    assert box.role == "note"
    assert box.data_other is None
    box.data_other = "x"
    assert node.getAttribute("data-other") == "x"
    box.update(**{"aria-label": "New", "data-number": None})
    assert box.aria_label == "New"
    assert not node.hasAttribute("data-number")
    assert web.meta(http_equiv="x", content="y")._dom_element.getAttribute("http-equiv") == "x"
    assert web.form(accept_charset="utf-8")._dom_element.acceptCharset == "utf-8"


def test_names_in_lower_case():
    cell = web.td(colspan=2, rowspan="3")
    assert (cell._dom_element.colSpan, cell._dom_element.rowSpan) == (2, 3)
    assert cell.colspan == cell.colSpan == 2
    assert web.input_(maxlength=5, readonly=True).html == ""
    assert web.input_(maxlength=5).maxLength == 5
    assert web.time(datetime="2026-01-01").dateTime == "2026-01-01"
    assert web.iframe(allowfullscreen=True)._dom_element.allowFullscreen
    assert web.a(download=True)._dom_element.getAttribute("download") == ""


def test_attributes_without_a_property_that_can_be_set():
    output().append(web.form(id="f"), web.datalist("x", id="l"))
    box = input_(form="f", list="l")
    output().append(box)
    assert box._dom_element.form == page["f"]._dom_element
    assert box._dom_element.list == page["l"]._dom_element
    assert web.meta(charset="utf-8")._dom_element.getAttribute("charset") == "utf-8"
    assert button(popovertarget="f")._dom_element.getAttribute("popovertarget") == "f"


def test_what_an_element_does_not_have():
    for make, tag, name in (
        (lambda: p(nonsense=1), "p", "nonsense"),
        (lambda: setattr(div(), "model", 7), "div", "model"),
        (lambda: setattr(output(), "note", "x"), "div", "note"),
        (lambda: output().update(nonsense=True), "div", "nonsense"),
        (lambda: div().checked, "div", "checked"),
        (lambda: output().checked, "div", "checked"),
        (lambda: output().nonsense, "div", "nonsense"),
    ):
        message = raises(AttributeError, make)
        assert f"<{tag}> has no property or attribute '{name}'." in message, message
    assert not hasattr(div(), "nonsense") and not hasattr(output(), "nonsense")


def test_a_name_that_no_standard_knows_is_an_error_with_the_nearest_one():
    for make, nearest in (
        (lambda: div(clas="x"), "class"),
        (lambda: setattr(output(), "inerHTML", "x"), "innerHTML"),
        (lambda: output().textContnet, "textContent"),
        (lambda: button(disbaled=True), "disabled"),
        (lambda: input_(placehodler="x"), "placeholder"),
        (lambda: output().update(tabindx=1), "tabIndex"),
    ):
        message = raises(AttributeError, make)
        assert message.endswith(f"Did you mean '{nearest}'?"), message
    assert "Did you mean" not in raises(AttributeError, lambda: div(qwertzuiop=1))


def warnings_of(function):
    """Call a function; return what it has the console warn of."""
    window.warnedOf = window.Array.new()
    window.eval("plainWarn = console.warn; console.warn = (text) => { warnedOf.push(text) }")
    try:
        function()
    finally:
        window.eval("console.warn = plainWarn")
    return list(window.warnedOf)


def test_what_only_other_elements_have_is_set_with_one_warning():
    made = div(disabled=True, value="v")
    section = web.section()
    output().append(made, section)
    node = made._dom_element

    def change():
        made.content = "working"
        made.checked = False
        section.content = 5
        page[output().id].find("section")[0].content = [1, 2]

    for element in (made, section):
        assert not hasattr(element, "content")
    warnings = warnings_of(change)
    assert [warning.split("which")[0] for warning in warnings if "<section>" in warning] == [
        "pyscript.web: <section> has no 'content', "
    ]
    assert (node.disabled, node.value, node.content, node.checked) == (True, "v", "working", False)
    again = output().children[0]
    assert (again.disabled, again.value, again.content, again.checked) == (True, "v", "working", False)
    assert section.content[1] == 2 and section._dom_element.content.length == 2
    assert warnings_of(change) == []
    made.content = None
    assert not hasattr(made, "content")
    raises(AttributeError, lambda: made.content)
    assert span(read_only=True)._dom_element.readOnly is True
    assert p(property="og:title")._dom_element.getAttribute("property") == "og:title"
    output().find("section").checked = True
    assert section.checked is True


def test_what_cannot_be_set():
    assert "tagName" in raises(AttributeError, setattr, div(), "tagName", "p")
    assert "tagName" in raises(AttributeError, setattr, output(), "tagName", "p")
    assert "tagName" in raises(AttributeError, div, tagName="p")
    raises(AttributeError, setattr, output(), "children", [])
    raises(AttributeError, setattr, output(), "parent", None)


def test_properties_and_methods_of_the_node():
    box = input_(id="field", value="abc")
    output().append(box)
    assert box.tagName == "INPUT"
    assert box.isConnected
    box.focus()
    assert document.activeElement == box._dom_element
    box.setSelectionRange(1, 2)
    assert box.selectionStart == 1
    assert box.getAttribute("id") == "field"
    assert box.files is None


def test_properties_that_take_objects():
    video = web.video()
    stream = window.MediaStream.new()
    video.srcObject = stream
    assert video.srcObject == stream
    video.srcObject = None
    assert video.srcObject is None
    assert web.video(srcObject=stream).srcObject == stream


# Classes.


def test_classes():
    box = div(classes=["a", "b"])
    output().append(box)
    assert set(box.classes) == {"a", "b"} and len(box.classes) == 2
    box.classes.add("c")
    box.classes.add("d", "e")
    assert list(box.classes) == ["a", "b", "c", "d", "e"]
    box.classes.remove("a")
    box.classes.remove("b", "c", "not there")
    assert box._dom_element.className == "d e"
    assert box.classes.contains("d") and not box.classes.contains("a")
    assert "d" in box.classes and "a" not in box.classes
    box.classes.replace("d", "f")
    box.classes.replace("not there", "g")
    assert box.classes == {"e", "f"}
    box.classes.toggle("e")
    box.classes.toggle("h")
    assert box.classes == ["f", "h"]
    box.classes = ["x", "y"]
    assert box.className == "x y"
    box.classes = "z"
    assert repr(box.classes) == "Classes(['z'])"
    box.classes.clear()
    assert not len(box.classes)


def test_classes_are_live():
    box = div()
    classes = box.classes
    box._dom_element.className = "from elsewhere"
    assert list(classes) == ["from", "elsewhere"]
    box.className = "new"
    assert "new" in classes


def test_classes_at_making():
    assert div(classes="a b").className == "a b"
    assert div(classes={"a"}).className == "a"
    assert div(classes=("a", "b"), class_="c").classes == {"a", "b", "c"}
    assert div(classes=[]).html == ""
    names = ["a"]
    box = div(classes=names)
    names.append("b")
    assert box.className == "a"


# Style.


def test_style():
    box = div(style={"color": "red", "background-color": "blue", "fontSize": "12px", "--accent": "7px"})
    output().append(box)
    node = box._dom_element
    assert node.style.color == "red" and node.style.fontSize == "12px"
    assert box.style["background-color"] == box.style["backgroundColor"] == box.style["background_color"] == "blue"
    assert box.style["--accent"] == "7px"
    box.style["--accent"] = "8px"
    assert window.getComputedStyle(node).getPropertyValue("--accent") == "8px"
    box.style["opacity"] = 0.5
    assert node.style.opacity == "0.5"
    assert "color" in box.style and "margin" not in box.style
    assert box.style["margin-top"] == "" and box.style.get("margin-top", "none") == "none"
    del box.style["color"]
    assert node.style.color == ""
    box.style["opacity"] = None
    assert node.style.opacity == ""
    assert set(box.style) == {"background-color", "font-size", "--accent"}
    assert dict(box.style.items())["font-size"] == "12px"
    assert len(box.style) == len(box.style.keys()) == len(list(box.style.values())) == 3
    box.style.update({"color": "green"}, margin_top="1px")
    assert node.style.marginTop == "1px"
    box.style.set(color="blue")
    assert box.style.pop("color") == "blue" and node.style.color == ""
    box.style.remove("margin-top")
    assert node.style.marginTop == ""
    box.style = {"float": "left"}
    assert node.style.cssText == "float: left;"
    assert box.style == {"float": "left"}
    box.style.clear()
    assert node.style.length == 0


def test_style_is_live_and_may_be_css():
    box = div(style="color: red; margin: 0")
    assert box.style["color"] == "red"
    box._dom_element.style.color = "blue"
    assert box.style["color"] == "blue"
    box.style["color"] = "red !important"
    assert box._dom_element.style.getPropertyPriority("color") == "important"


# Methods.


def test_update():
    box = div("x", classes=["a"], style={"color": "red"})
    box.update(classes=["b"], style={"margin-top": "1px"}, id="new", title="t", on_click=print)
    assert box.classes == {"a", "b"}
    assert box.style["color"] == "red" and box.style["margin-top"] == "1px"
    assert (box.id, box.title) == ("new", "t")
    box.update()
    box.update(classes={"c"}, text="y")
    assert "c" in box.classes and box.text == "y"


def test_clone():
    original = div(p("inside"), id="original", classes=["a"])
    copy = original.clone()
    named = original.clone("named")
    keyword = original.clone(clone_id="keyword")
    assert (original.id, copy.id, named.id, keyword.id) == ("original", "", "named", "keyword")
    assert not copy._dom_element.hasAttribute("id")
    assert copy != original and type(copy) is div
    assert copy.html == original.html and copy.classes == {"a"}
    copy.find("p").text = "changed"
    assert original.text == "inside"


def test_children_and_parent():
    one, two = p("1"), p("2")
    box = div(one, "text", two)
    assert len(box.children) == 2
    assert box.children[0] == one and list(box.children) == [one, two]
    assert one.parent == box and box.parent is None
    assert list(box) == [one, two]
    assert box[1] == two and list(box[1:]) == [two]
    assert page.html.parent is None


def test_find_in_an_element():
    box = div(p("1", classes="x"), div(p("2")))
    output().append(box, p("outside", classes="x"))
    assert [each.text for each in box.find("p")] == ["1", "2"]
    assert len(box.find(".x")) == 1
    assert box["div"][0].text == "2"


def test_show_me():
    box = div("far", style={"margin-top": "5000px"})
    output().append(box)
    box.show_me()
    assert window.scrollY > 1000
    output().show_me()


def test_dom_element():
    box = div(id="x")
    assert box._dom_element.tagName == "DIV"
    assert box._dom_element == box._dom_element
    assert box._dom_element.id == "x"


def test_repr_says_what_it_is():
    assert repr(div(id="x")) == "<div#x>"
    assert repr(span()) == "<span>"


# Events.


def test_functions_for_events():
    heard = []
    go = button("Go", on_click=lambda event: heard.append(event.type), on_focus=lambda: heard.append("focus"))
    output().append(go)
    go.click()
    go._dom_element.dispatchEvent(window.Event.new("focus"))
    assert heard == ["click", "focus"]


def test_functions_for_events_can_be_replaced_and_removed():
    heard = []

    def first():
        heard.append(1)

    def second():
        heard.append(2)

    go = button(on_click=first)
    go.click()
    go.on_click = second
    go.click()
    assert heard == [1, 2]
    output().append(go)
    output().children[0].on_click = None
    go.click()
    assert heard == [1, 2]
    go.update(on_click=first)
    go.click()
    go.update(on_click=None)
    go.click()
    assert heard == [1, 2, 1]
    assert "callable" in raises(TypeError, button, on_click="first")
    assert "callable" in raises(TypeError, setattr, go, "on_click", 5)


def test_events_of_ones_own():
    heard = []
    card = web.Element("my-card", on_saved=lambda event: heard.append(event.type))
    card._dom_element.dispatchEvent(window.Event.new("saved"))
    box = div()
    setattr(box, "on_app:saved", lambda event: heard.append(event.type))
    box._dom_element.dispatchEvent(window.Event.new("app:saved"))
    when("saved", box, handler=lambda event: heard.append("when"))
    box._dom_element.dispatchEvent(window.Event.new("saved"))
    assert heard == ["saved", "app:saved", "when"]


def test_events_that_there_are_not():
    for make in (
        lambda: div(on_clik=print),
        lambda: div().on_clik,
        lambda: output().on_clik,
        lambda: setattr(output(), "on_clik", print),
        lambda: setattr(div(), "on_clik", print),
        lambda: output().update(on_clik=print),
        lambda: output().get_event("on_clik"),
    ):
        message = raises(ValueError, make)
        assert message.startswith("<div> has no event 'clik'. Did you mean 'click'?"), message
        assert 'when("clik", element)' in message
    raises(ValueError, lambda: output().on_not_an_event)
    raises(ValueError, lambda: output().get_event("click"))
    for name in ("click", "focusin", "compositionstart", "touchstart", "input", "animationend"):
        assert output().get_event("on_" + name) is not None


def test_events_are_objects_that_listeners_are_added_to():
    heard = []

    def first(event):
        heard.append("first " + event.type)

    go = button(on_click=first)
    output().append(go)
    assert isinstance(go.on_click, Event)
    assert go.on_click is go.get_event("on_click") is output().children[0].on_click

    @when(go.on_click)
    def second(event):
        heard.append("second " + event.target.localName)

    go.on_click.add_listener(lambda: heard.append("third"))
    go.click()
    assert heard == ["first click", "second button", "third"]
    go.on_click.remove_listener(first)
    go.click()
    assert heard[3:] == ["second button", "third"]
    go.on_click = first
    go.click()
    assert heard[5:] == ["first click"]
    go.on_click = None
    go.click()
    assert len(heard) == 6
    when([go.on_click, div().on_focus], handler=lambda: heard.append("list"))
    go.click()
    assert heard[6:] == ["list"]


async def test_async_listeners_of_events_of_elements():
    import asyncio

    done = asyncio.Event()
    go = button()

    @when(go.on_click)
    async def later(event):
        await asyncio.sleep(0)
        display(event.type)
        done.set()

    go.click()
    await done.wait()
    assert output().text == "click"


def test_the_name_of_an_element():
    assert [kind.get_tag_name() for kind in (div, input_, web.select, web.del_, web.grid)] == [
        "div",
        "input",
        "select",
        "del",
        "div",
    ]
    assert div().get_tag_name() == output().get_tag_name() == "div"
    assert web.Element("my-card").get_tag_name() == "my-card"

    class Card(web.section):
        pass

    assert Card.get_tag_name() == Card().get_tag_name() == "section"


def test_children_by_keyword():
    box = div("first", children=[p("a"), "b", [span("c")]], id="box")
    assert box.html == "first<p>a</p>b<span>c</span>" and box.id == "box"
    assert div(children=[p("a")]).html == "<p>a</p>"
    assert div(children=[]).html == "" and div(children=(p(), p())).html == "<p></p><p></p>"
    assert web.Element("my-card", children=["x"]).html == "x"
    assert web.select(children=["x", ("Y", "y")]).html == '<option>x</option><option value="y">Y</option>'
    assert web.grid(children=[p()]).html == "<p></p>"


async def test_async_functions_for_events():
    import asyncio

    done = asyncio.Event()

    async def later():
        await asyncio.sleep(0)
        display("later")
        done.set()

    go = button(on_click=later)
    go.click()
    await done.wait()
    assert output().text == "later"


def test_when_with_elements_and_collections():
    heard = []
    one, two = button("1"), button("2")
    output().append(one, two)
    when("click", one, handler=lambda: heard.append("element"))
    when("click", output().children, handler=lambda: heard.append("collection"))
    when("click", [one, two], handler=lambda: heard.append("list"))

    @when("click", page.find("#" + output().id + " > button")[1:])
    def second(event):
        heard.append("slice")

    one.click()
    assert heard == ["element", "collection", "list"]
    two.click()
    assert heard[3:] == ["collection", "list", "slice"]


# display.


def test_display_shows_elements():
    heard = []
    go = button("Go", on_click=lambda: heard.append(1))
    display(go)
    assert output().html == "<div><button>Go</button></div>"
    output().find("button")[0].click()
    assert heard == [1]


def test_display_mixes_elements_with_others():
    display("a", p("b"), 5, p("c"))
    assert output().html == "<div>a</div><div><p>b</p></div><div>5</div><div><p>c</p></div>"
    display(p("only"), append=False)
    assert output().html == "<p>only</p>"
    display(output().children)
    assert output().html == "<div><p>only</p></div>"


def test_display_into_an_element():
    here = div()
    output().append(here)
    display("x", target=here)
    display(p("y"), target=here)
    assert here.html == "<div>x</div><div><p>y</p></div>"


# Elements without a class of their own.


def test_svg():
    circle = web.Element("circle", cx=5, r="4", fill="red", stroke_width=2, class_="dot")
    picture = web.Element("svg", web.Element("g", circle), viewBox="0 0 10 10", width=50, classes=["pic"])
    output().append(picture)
    node = picture._dom_element
    assert node.namespaceURI == circle._dom_element.namespaceURI == "http://www.w3.org/2000/svg"
    assert node.getAttribute("viewBox") == picture.viewBox == "0 0 10 10"
    assert circle._dom_element.getAttribute("stroke-width") == circle.stroke_width == "2"
    assert circle._dom_element.r.baseVal.value == 4
    assert node.getBoundingClientRect().width == 50
    circle.r = 3
    circle.fill = "blue"
    assert circle.r == "3" and circle._dom_element.getAttribute("fill") == "blue"
    assert circle.classes == {"dot"} and picture.classes == {"pic"}
    circle.classes.add("more")
    circle.style["opacity"] = "0.5"
    assert circle._dom_element.getAttribute("class") == "dot more"
    assert type(output().find("circle")[0]) is web.Element
    assert output().find("circle")[0] == circle
    picture.append(web.Element("rect", width=5))
    assert picture.children[1]._dom_element.namespaceURI == node.namespaceURI
    raises(AttributeError, lambda: circle.nonsense)
    picture.append(web.Element("foreignObject", p("html")))
    assert picture.find("p")[0]._dom_element.namespaceURI.endswith("xhtml")


def test_links_in_svg_are_not_html_links():
    output().html = "<svg><a></a></svg><a></a>"
    assert [type(each) for each in output().find("a")] == [web.Element, web.a]


def test_custom_elements():
    window.eval(
        "customElements.get('my-card') || customElements.define('my-card', class extends HTMLElement {"
        "set level(value) { this.given = value } get level() { return this.given } })"
    )
    card = web.Element("my-card", p("inside"), level=3, kind="x", id="card", on_click=print)
    output().append(card)
    node = card._dom_element
    assert node.given == card.level == 3
    assert node.getAttribute("kind") == card.kind == "x"
    assert node.id == "card" and card.text == "inside"
    card.level = "high"
    assert node.given == "high"
    card.kind = None
    assert not node.hasAttribute("kind")
    card.level = {"a": [1, 2]}
    assert node.given.a[1] == 2
    assert type(page["card"]) is web.Element and page["card"] == card
    raises(AttributeError, lambda: card.nonsense)


def test_element_of_a_node():
    node = document.createElement("section")
    box = web.Element(node, "text", id="x", classes=["c"])
    assert box._dom_element == node and node.id == "x" and node.className == "c" and node.textContent == "text"
    raises(TypeError, web.Element)
    raises(TypeError, web.Element, 5)


class Card(div):
    """A class of one's own."""

    count = 0

    def __init__(self, title, **attributes):
        super().__init__(h1(title), classes="card", **attributes)
        self._title = title

    def rename(self, title):
        self._title = title
        self.count += 1
        self.find("h1").text = title


def test_subclasses():
    card = Card("One", id="card")
    output().append(card)
    card.rename("Two")
    assert (card._title, card.count) == ("Two", 1)
    assert page["card"] == card and page["card"].text == "Two"
