"""An open page of a gathering hears of answers and changes, and is given its pieces anew."""

from flask import Flask

from tests.conftest import Cast, count_queries, sign_in
from tests.events.conftest import Make
from tribe.live import socketio


def test_open_pages_hear_of_seats_by_number_alone(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make(capacity=1)
    page = socketio.test_client(app, flask_test_client=app.test_client())
    assert page.emit("watch", {"room": f"event:{event_id}"}, callback=True) is True
    assert page.emit("watch", {"room": "event:99"}, callback=True) is False
    dov, ben = sign_in(app, cast, "dov"), sign_in(app, cast, "ben")
    dov.post(f"/events/{event_id}/rsvp", data={"status": "going"})
    ben.post(f"/events/{event_id}/rsvp", data={"status": "going"})
    dov.post(f"/events/{event_id}/rsvp", data={"status": "not_going"})
    heard = [(message["name"], message["args"]) for message in page.get_received()]
    assert set(map(str, heard)) == {str((f"event:{event_id}", [{"id": event_id}]))}
    assert len(heard) >= 4  # three answers, and the seat that became ben's


def test_the_pieces_are_those_of_the_readers_own_page(app: Flask, cast: Cast, make: Make) -> None:
    event_id = make(capacity=1)
    dov, ben = sign_in(app, cast, "dov"), sign_in(app, cast, "ben")
    dov.post(f"/events/{event_id}/rsvp", data={"status": "going"})
    ben.post(f"/events/{event_id}/rsvp", data={"status": "going"})
    address = f"/events/{event_id}/pieces"
    assert "You are next in line" in ben.get(address).text
    assert "Members see who they are" in app.test_client().get(address).text
    dov.post(f"/events/{event_id}/rsvp", data={"status": "not_going"})
    mine = ben.get(address).text
    assert "it is yours" in mine
    whole = ben.get(f"/events/{event_id}").text
    for piece in ("state", "facts", "own-seat", "seats"):
        assert mine.count(f'id="{piece}"') == whole.count(f'id="{piece}"') == 1
    assert "<html" not in mine
    assert app.test_client().get("/events/99/pieces").status_code == 404


def test_pieces_cost_the_same_for_one_and_twenty(app: Flask, cast: Cast, make: Make) -> None:
    event_id, costs = make(), []
    for name in ("dov", "ben", "ada"):
        sign_in(app, cast, name).post(f"/events/{event_id}/rsvp", data={"status": "going"})
        with count_queries(app) as queries:
            app.test_client().get(f"/events/{event_id}/pieces")
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]
