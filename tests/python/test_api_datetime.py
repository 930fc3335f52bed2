"""The functions on handles for dates and times, compared with NumPy's: capi/api/datetime.h."""

import contextlib
import ctypes
import datetime
import time
from ctypes import c_int, c_int32, c_int64, c_ubyte

import numpy as np
import pytest
from api_arguments import Thing
from api_differential import NULL, check, check_program, check_refusal

pytest_plugins = ["api_tested"]

UNITS = {
    "Y": 0,
    "M": 1,
    "W": 2,
    "D": 4,
    "h": 5,
    "m": 6,
    "s": 7,
    "ms": 8,
    "us": 9,
    "ns": 10,
    "ps": 11,
    "fs": 12,
    "as": 13,
}
GENERIC, ERROR = 14, -1
NO, EQUIV, SAFE, SAME_KIND, UNSAFE = range(5)
NOT_A_TIME = -(2**63)


class MetaData(ctypes.Structure):
    """PyArray_DatetimeMetaData."""

    _fields_ = [("base", c_int), ("num", c_int)]


class Parts(ctypes.Structure):
    """npy_datetimestruct."""

    _fields_ = [("year", c_int64)]
    _fields_ += [(name, c_int32) for name in ("month", "day", "hour", "min", "sec", "us", "ps", "attos")]


def text(size):
    """Memory that holds something else before."""
    return ctypes.create_string_buffer(b"?" * (size - 1), size) if size else ctypes.create_string_buffer(1)


def attempts(name, argument_lists):
    """Compares a call with each list of arguments, and the memory among them afterwards; any of them may raise."""

    def run(call):
        arguments = argument_lists()
        for each in arguments:
            with contextlib.suppress(Exception):
                call(name, *each)
        return arguments

    check_program(run, raises=any)


# --- values --------------------------------------------------------------------------------------------------------

VALUES = [0, 1, -1, 12, 59, 719163, -719163, 86400 * 366, 2**31, -(2**40), 2**53 + 1, 10**17 + 1, 2**62, NOT_A_TIME]


def nines():
    return Parts(9, 9, 9, 9, 9, 9, 9, 9, 9)


@pytest.mark.parametrize("unit", [*UNITS.values(), GENERIC, 3, 99])
def test_breaking_down(unit):
    attempts(
        "HNpyDatetime_ConvertDatetime64ToDatetimeStruct",
        lambda: [(MetaData(unit, multiple), value, nines()) for multiple in (1, 3, 25) for value in VALUES],
    )


TIMES = {
    "the epoch": (1970, 1, 1),
    "everything": (2024, 2, 29, 23, 59, 58, 987654, 321098, 765432),
    "before": (1969, 12, 31, 23, 59, 59, 999999, 999999, 999999),
    "the first year": (1, 1, 1),
    "no year": (0, 2, 29),
    "long ago": (-200000, 6, 15, 12),
    "far": (290000000000, 7, 1),
    "too far": (2**62, 1, 1),
    "not a time": (NOT_A_TIME, 0, 0),
}
every_time = pytest.mark.parametrize("parts", TIMES.values(), ids=TIMES)


@every_time
def test_putting_together(parts):
    attempts(
        "HNpyDatetime_ConvertDatetimeStructToDatetime64",
        lambda: [
            (MetaData(unit, multiple), Parts(*parts), c_int64(9))
            for unit in [*UNITS.values(), GENERIC, 3, 99]
            for multiple in (1, 7)
        ],
    )


def test_there_and_back():
    def convert(call, meta, parts, value):
        for number in np.arange(-50, 50) * 10**15 + 12345:
            call("HNpyDatetime_ConvertDatetime64ToDatetimeStruct", meta, int(number), parts)
            call("HNpyDatetime_ConvertDatetimeStructToDatetime64", meta, parts, value)
            assert value.value == number

    check_program(convert, lambda: (MetaData(UNITS["us"], 1), Parts(), c_int64()))


# --- objects -------------------------------------------------------------------------------------------------------


class Date:
    """Has what a date has; its attributes can fail."""

    def __init__(self, **attributes):
        self.attributes = attributes

    def __getattr__(self, name):
        value = vars(self)["attributes"].get(name, AttributeError)
        if isinstance(value, type):
            raise value(name)
        return value


def zone(hours):
    return datetime.timezone(datetime.timedelta(hours=hours))


OBJECTS = {
    "date": lambda: datetime.date(2024, 2, 29),
    "datetime": lambda: datetime.datetime(2024, 2, 29, 23, 59, 58, 987654),
    "with a zone": lambda: datetime.datetime(2024, 3, 1, 0, 30, tzinfo=zone(5.5)),
    "with UTC": lambda: datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC),
    "the last": lambda: datetime.datetime.max,
    "other with a date": lambda: Date(year=2023, month=7, day=1),
    "other with a time": lambda: Date(
        year=2023, month=7, day=1, hour=1, minute=2, second=3, microsecond=4, tzinfo=None
    ),
    "other without seconds": lambda: Date(year=2023, month=7, day=1, hour=1, minute=2),
    "a month that there is not": lambda: Date(year=2023, month=13, day=1),
    "a day that there is not": lambda: Date(year=2023, month=2, day=29),
    "an hour that there is not": lambda: Date(year=2023, month=2, day=1, hour=24, minute=0, second=0, microsecond=0),
    "a year in words": lambda: Date(year="this", month=2, day=1),
    "an attribute that fails": lambda: Date(year=KeyError, month=2, day=1),
    "a zone that is none": lambda: Date(year=2023, month=2, day=1, hour=2, minute=0, second=0, microsecond=0, tzinfo=3),
    "time": lambda: datetime.time(1, 2, 3),
    "timedelta": lambda: datetime.timedelta(1),
    "datetime64": lambda: np.datetime64("2024-02-29"),
    "int": lambda: 3,
    "str": lambda: "2024-02-29",
    "thing": lambda: Thing(1),
    "None": lambda: None,
}


@pytest.mark.parametrize("thing", OBJECTS.values(), ids=OBJECTS)
@pytest.mark.parametrize("apply", [0, 1])
def test_an_object(thing, apply):
    check("HNpyDatetime_ConvertPyDateTimeToDatetimeStruct", lambda: (thing(), Parts(), c_int(-7), apply), raises=any)
    # Who does not want to know the unit says NULL.
    check("HNpyDatetime_ConvertPyDateTimeToDatetimeStruct", lambda: (thing(), Parts(), None, apply), raises=any)


def test_no_object():
    check_refusal("HNpyDatetime_ConvertPyDateTimeToDatetimeStruct", lambda: (NULL, Parts(), c_int(), 1), failure=-1)


# --- text ----------------------------------------------------------------------------------------------------------


def test_the_length_of_the_text():
    attempts(
        "HNpyDatetime_GetDatetimeISO8601StrLen",
        lambda: [(local, unit) for local in (0, 1) for unit in [*UNITS.values(), GENERIC, ERROR, 99]],
    )


@pytest.fixture
def new_york(monkeypatch):
    """A time zone with a summer time."""
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@every_time
def test_writing(parts):
    attempts(
        "HNpyDatetime_MakeISO8601Datetime",
        lambda: [
            (Parts(*parts), text(70), 70, 0, utc, unit, -1, casting)
            for unit in [*UNITS.values(), ERROR, GENERIC]
            for casting in (SAFE, SAME_KIND, UNSAFE)
            for utc in (0, 1)
        ],
    )


@every_time
def test_writing_in_a_zone(parts, new_york):
    attempts(
        "HNpyDatetime_MakeISO8601Datetime",
        lambda: [
            (Parts(*parts), text(70), 70, 1, utc, unit, offset, casting)
            for unit in (UNITS["D"], UNITS["m"], UNITS["us"], ERROR)
            for offset in (-1, 0, 90, -150, 1439)
            for casting in (SAFE, UNSAFE)
            for utc in (0, 1)
        ],
    )


def test_writing_into_too_little_room():
    everything, no_time = TIMES["everything"], TIMES["not a time"]
    attempts(
        "HNpyDatetime_MakeISO8601Datetime",
        lambda: [
            *((Parts(*everything), text(size), size, 0, 1, UNITS["us"], -1, SAME_KIND) for size in range(31)),
            *((Parts(*no_time), text(size), size, 0, 0, UNITS["us"], -1, SAFE) for size in range(6)),
        ],
    )


def test_the_length_is_enough():
    """The length that NumPy tells, and one less."""

    def write(call, parts):
        for name, unit in UNITS.items():
            length = call("HNpyDatetime_GetDatetimeISO8601StrLen", 0, unit)
            call("HNpyDatetime_MakeISO8601Datetime", parts, text(length), length, 0, 1, unit, -1, UNSAFE)
            assert length > 0, name

    check_program(write, lambda: (Parts(*TIMES["everything"]),))


TEXTS = {
    "a day": b"2024-02-29",
    "a year": b"2024",
    "a month": b"2024-02",
    "hours": b"2024-02-29T23",
    "minutes": b"2024-02-29 23:59",
    "seconds": b"2024-02-29T23:59:58",
    "tenths": b"2024-02-29T23:59:58.1",
    "microseconds": b"2024-02-29T23:59:58.987654",
    "attoseconds": b"2024-02-29T23:59:58.987654321098765432",
    "more digits": b"2024-02-29T23:59:58.9876543210987654321",
    "without separators": b"20240229T235958",
    "UTC": b"2024-02-29T23:59Z",
    "an offset": b"2024-02-29T23:59+0530",
    "a negative year": b"-0044-03-15",
    "a long year": b"+12024-01-01",
    "blanks around": b"  2024-02-29  ",
    "not a time": b"NaT",
    "not a time, in capitals": b"NAT",
    "nothing": b"",
    "a month that there is not": b"2024-13-01",
    "a day that there is not": b"2023-02-29",
    "an hour that there is not": b"2023-02-28T24:00",
    "a second that there is not": b"2023-02-28T23:00:60",
    "words": b"last monday",
    "too much": b"2024-02-29T12:00:00 and more",
    "half a day": b"2024-02-",
    "a NUL": b"2024-02\x00-29",
}


@pytest.mark.parametrize("string", TEXTS.values(), ids=TEXTS)
def test_reading(string):
    attempts(
        "HNpyDatetime_ParseISO8601Datetime",
        lambda: [
            (string, len(string), unit, casting, Parts(), c_int(-7), c_ubyte(7))
            for unit in [*UNITS.values(), ERROR, GENERIC]
            for casting in (NO, SAFE, SAME_KIND, UNSAFE)
        ],
    )


def test_reading_a_part_of_a_text():
    attempts(
        "HNpyDatetime_ParseISO8601Datetime",
        lambda: [
            (b"2024-02-29T23", length, ERROR, SAFE, Parts(), c_int(-7), c_ubyte(7)) for length in (0, 4, 7, 9, 10)
        ],
    )


@pytest.mark.parametrize("string", [b"today", b"now", b"NOW", b"ToDay"])
def test_reading_what_changes(string):
    """What is told of it; the time itself may differ from call to call."""

    def read(call):
        parts, unit, special = Parts(), c_int(-7), c_ubyte(7)
        status = call("HNpyDatetime_ParseISO8601Datetime", string, len(string), ERROR, SAFE, parts, unit, special)
        assert parts.year >= 2024
        return status, unit, special

    check_program(read)
    for unit in UNITS.values():
        check_program(
            lambda call, unit=unit: call(
                "HNpyDatetime_ParseISO8601Datetime", string, len(string), unit, SAFE, Parts(), None, None
            ),
            raises=any,
        )
