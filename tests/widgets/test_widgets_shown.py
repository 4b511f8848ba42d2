"""Places and messages: nothing unescaped, nothing stale unmarked, no fault swallowed."""

import ipywidgets

from workbench import page
from workbench.tables import InputError
from workbench.widgets.panel import Panel
from workbench.widgets.shown import Message, Shown

EVIL = '<img src=x onerror="alert(1)">'


def test_every_way_to_show_a_text_escapes_it() -> None:
    for way in ("text", "report", "title"):
        place = Shown()
        getattr(place, way)(EVIL)
        assert "<img" not in place.value
        assert "&lt;img" in place.value
    place = Shown()
    place.show(page.Text(EVIL))
    assert "<img" not in place.value
    for way in ("done", "busy", "error"):
        said = Message()
        getattr(said, way)(EVIL)
        assert "<img" not in said.value
    said = Message()
    said.error("two problems", [EVIL])
    assert "<img" not in said.value


def test_a_stale_result_is_marked_until_it_is_shown_again() -> None:
    place = Shown()
    place.stale("nothing is there yet")
    assert place.value == ""
    place.text("The answer.")
    place.stale("The filters changed.")
    assert place.is_stale
    assert "The filters changed." in place.value
    assert "The answer." in place.value
    place.text("The new answer.")
    assert not place.is_stale


def test_what_a_person_can_mend_is_said_and_what_nobody_can_is_called_a_fault() -> None:
    panel = Panel()

    def mendable() -> None:
        raise InputError("the file is empty.", todo="export it again.")

    def fault() -> None:
        raise KeyError("secret cell value")

    panel.button("Go", mendable).click()
    assert panel.message.said == "The file is empty. What to do: export it again."
    panel.button("Go", fault).click()
    assert "fault of the workbench" in panel.message.said
    assert "KeyError in test_widgets_shown.py" in panel.message.said
    assert "secret" not in panel.message.said


def test_a_button_is_off_while_it_works_and_on_again_even_after_a_fault() -> None:
    panel, states = Panel(), []

    def act() -> None:
        states.append(made.disabled)
        raise InputError("no.")

    made = panel.button("Go", act)
    made.click()
    assert states == [True]
    assert not made.disabled


def test_messages_are_announced_to_screen_readers() -> None:
    said = Message()
    said.error("no.")
    assert 'role="alert"' in said.value
    said.done("yes.")
    assert 'role="status"' in said.value
    assert isinstance(said, ipywidgets.HTML)
