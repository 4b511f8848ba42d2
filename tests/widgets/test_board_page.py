"""The board: last actions first, findings as talking points, cards and dots kept as they come, at most three actions."""

import pandas as pd
import pytest
from looking import seen, upload

from workbench import widgets
from workbench.store import Library
from workbench.tables import Tables
from workbench.widgets.board_page import Board
from workbench.widgets.paste_cards import cards_in


@pytest.fixture
def board(library: Library) -> Board:
    return widgets.retrospective(library, project_id="PAY")


def put_up(board: Board, words: str, column: str = "to change"):
    board.columns[column].new.value = words
    return board.columns[column].cards[-1]


def test_it_begins_with_the_prime_directive(board: Board) -> None:
    text = seen(board)
    assert text.index("everybody did the best they could") < text.index("Last time’s actions") < text.index("What the data say")


def test_at_most_three_findings_can_become_cards(board: Board, library: Library) -> None:
    points = board.points.children[0].children
    assert 1 <= len(points) <= 3
    button = points[0].children[1]
    button.click()
    card = board.columns["to change"].cards[-1]
    assert card.words.value in seen(points[0])
    assert library.read("PAY").lessons["text"].tolist() == [card.words.value]


def test_a_card_is_kept_as_soon_as_it_hangs_and_after_every_change(board: Board, library: Library) -> None:
    card = put_up(board, "We waited <b>long</b>")
    assert board.columns["to change"].new.value == ""
    card.vote.click()
    card.vote.click()
    card.less.click()
    card.theme.value = "waiting"
    card.words.value = "We waited too long"
    row = library.read("PAY").lessons.iloc[0]
    assert (row["text"], row["column"], row["votes"], row["theme"]) == ("We waited too long", "to change", 1, "waiting")


def test_dots_never_fall_below_none(board: Board) -> None:
    card = put_up(board, "x")
    assert card.less.disabled
    card.less.click()
    assert card.votes == 0


def test_a_card_without_words_is_not_kept_and_said(board: Board, library: Library) -> None:
    card = put_up(board, "first words")
    card.words.value = "  "
    assert "a card was not kept" in board.message.said.lower()
    assert library.read("PAY").lessons["text"].tolist() == ["first words"]


def test_a_card_in_the_wrong_column_can_be_taken_down(board: Board, library: Library) -> None:
    put_up(board, "stays")
    put_up(board, "goes").remove.click()
    assert [c.words.value for c in board.columns["to change"].cards] == ["stays"]
    assert library.read("PAY").lessons["text"].tolist() == ["stays"]


def test_sorting_keeps_groups_together_with_most_dots_first(board: Board) -> None:
    for words, theme, dots in (("a", "", 1), ("b", "tests", 1), ("c", "", 2), ("d", "tests", 2)):
        card = put_up(board, words)
        card.theme.value = theme
        for _ in range(dots):
            card.vote.click()
    board.sort.click()
    assert [c.words.value for c in board.columns["to change"].cards] == ["d", "b", "c", "a"]


def test_the_board_is_seen_again_as_it_was_left(board: Board, library: Library) -> None:
    put_up(board, "Pairing", "went well").vote.click()
    board.actions.records.forms[0].fill({"text": "Pair more", "owner": "lead", "due_on": "2027-01-01"})
    again = widgets.retrospective(library, project_id="PAY")
    assert again.columns["went well"].cards[0].words.value == "Pairing"
    assert again.columns["went well"].cards[0].votes == 1
    assert again.actions.records.records[0]["text"] == "Pair more"


def test_an_incomplete_action_is_marked_and_the_complete_one_kept(board: Board, library: Library) -> None:
    board.actions.records.forms[0].fill({"text": "Split tasks", "owner": "lead", "due_on": "2027-01-01"})
    board.actions.records.add.click()
    board.actions.records.forms[1].fill({"text": "Talk more"})
    board.finish.click()
    assert board.message.kind == "error"
    assert "Owner is missing" in seen(board.actions)
    assert library.read("PAY").actions["text"].tolist() == ["Split tasks"]
    assert library.review("PAY") is None
    board.actions.records.forms[1].fill({"text": "Talk more", "owner": "team", "due_on": "2027-02-01"})
    board.finish.click()
    assert board.message.said.startswith("Kept: 0 cards and 2 actions of PAY.")
    assert library.read("PAY").actions["action_id"].tolist() == ["A-1", "A-2"]
    assert library.review("PAY")["version"] == 1


def test_there_is_no_fourth_action(board: Board) -> None:
    for _ in range(5):
        board.actions.records.add.click()
    assert len(board.actions.records.forms) == 3


def test_an_action_that_was_emptied_is_gone(board: Board, library: Library) -> None:
    board.actions.records.forms[0].fill({"text": "Split tasks", "owner": "lead", "due_on": "2027-01-01"})
    assert len(library.read("PAY").actions) == 1
    board.actions.records.forms[0].fill({})
    board.finish.click()
    assert library.read("PAY").actions.empty


def test_closing_again_keeps_the_review_that_is_there(board: Board, library: Library) -> None:
    day = pd.Timestamp("2026-02-20")
    library.save_review({"project_id": "PAY", "reviewed_on": day, "reviewer": None, "facts": {"keep": "tea"}}, version=None)
    board.finish.click()
    assert library.review("PAY")["facts"] == {"keep": "tea"}
    assert library.review("PAY")["version"] == 1


def test_the_next_board_of_the_team_begins_with_these_actions_and_sets_their_state(library: Library) -> None:
    projects = pd.DataFrame({"project_id": ["PAY", "NEW"], "team": ["Blue", "Blue"]})
    actions = pd.DataFrame(
        {
            "project_id": ["PAY"],
            "action_id": ["A-1"],
            "text": ["Split <i>tasks"],
            "status": ["open"],
            "due_on": [pd.Timestamp("2026-03-01")],
        }
    )
    library.write(Tables({"projects": projects, "actions": actions}), source="test")
    board = widgets.retrospective(library, project_id="NEW")
    assert "Split <i>tasks" in seen(board.last)
    board.last.states[0].value = "done"
    kept = library.read("PAY").actions.iloc[0]
    assert kept["status"] == "done"
    assert kept["closed_on"] == pd.Timestamp.now().normalize()


def test_lines_and_a_miro_file_become_cards_where_the_person_says(board: Board, library: Library) -> None:
    board.paste.file.value = upload("board.csv", '\ufeff"Went well"\n"Pairing, always"\n"Puzzles"\n"Who decides?"\n"noise"\n'.encode())
    assert [c.value for c in board.paste.choices] == ["went well", "puzzle", "puzzle"]
    board.paste.choices[1].value = "to change"
    board.paste.choices[2].value = "leave out"
    board.paste.agree.click()
    cards = library.read("PAY").lessons
    assert sorted(zip(cards["column"], cards["text"], strict=True)) == [("to change", "Who decides?"), ("went well", "Pairing, always")]
    assert not board.paste.choices


def test_pasting_says_what_is_wrong(board: Board) -> None:
    board.paste.look.click()
    assert "no lines to hang" in board.paste.message.said
    board.paste.text.value = "\n".join(f"card {i}" for i in range(201))
    board.paste.look.click()
    assert "at most 200" in board.paste.message.said
    board.paste.file.value = upload("board.csv", b"\xff\xfe\x00")
    assert "not a text" in board.paste.message.said


def test_ragged_rows_are_read_cell_by_cell() -> None:
    assert cards_in('"To improve:","Tests"\n\n"One ""quoted"" card","x"\n') == [
        ("Tests", "to change"),
        ('One "quoted" card', "to change"),
        ("x", "to change"),
    ]


def test_the_timer_counts_down_and_says_when_time_is_up(board: Board) -> None:
    board.timer.minutes.value = 2
    assert board.timer.left.value == "2:00 left"
    board.timer.clock.value = 75
    assert board.timer.left.value == "0:45 left"
    board.timer.clock.value = 120
    assert board.timer.left.value == "Time is up."
