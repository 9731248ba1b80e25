"""Settings come from environment variables as from options, and errors name them as the user knows them."""

import pickle
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

from signature_transports.settings import Settings, SettingsError, option_of, variable_of

HINTS = get_type_hints(Settings)


def test_every_setting_has_a_variable() -> None:
    given = {variable_of(each.name): "7" for each in fields(Settings)}
    found = Settings.from_environment(given)

    for each in fields(Settings):
        value = getattr(found, each.name)
        assert isinstance(value, HINTS[each.name])
        assert str(value) in {"7", "7.0"}


def test_variables_that_are_empty_or_not_set_have_no_effect() -> None:
    assert Settings.from_environment({"SIGNERING_TRUST": "", "SIGNERING_RETRIES": "", "PATH": "/bin"}) == Settings()
    assert Settings.from_environment({"SIGNERING_TRUST": "a"}) == Settings(trust=Path("a"))


@pytest.mark.parametrize("name", ["retries", "connect_timeout"])
def test_a_number_is_needed(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be a number, not 'x'"):
        Settings.from_environment({variable_of(name): "x"})


def test_an_error_names_settings_as_options_or_variables() -> None:
    error = SettingsError("give {token_endpoint}")
    assert (error.message, str(pickle.loads(pickle.dumps(error)))) == ("give token_endpoint", "give token_endpoint")

    assert str(error) == "give token_endpoint"
    assert error.in_terms_of(option_of) == "give --token-endpoint"
    assert error.in_terms_of(variable_of) == "give SIGNERING_TOKEN_ENDPOINT"


def test_a_file_has_settings_which_variables_beat(tmp_path: Path) -> None:
    file = tmp_path / "signering.toml"
    file.write_text('service = "https://127.0.0.1/api"\ncredentials = "our.p12"\nretries = 2\nproxy = "http://a:1"')
    settings = Settings.from_environment({"SIGNERING_CONFIG": str(file), "SIGNERING_RETRIES": "3"})

    assert settings == Settings(
        service="https://127.0.0.1/api", credentials=tmp_path / "our.p12", retries=3, proxy="http://a:1"
    )
    given = {"SIGNERING_CONFIG": str(file), "SIGNERING_ENVIRONMENT": "difitest"}
    assert Settings.from_environment(given).service is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "cannot be read", id="no file"),
        pytest.param("password = 'x'", "'password' cannot be set in a configuration file; did you mean", id="password"),
        pytest.param('trust = "a\\u0000b"', "cannot be the name of a file", id="NUL in a path"),
    ],
)
def test_an_unusable_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "signering.toml"
    if content:
        file.write_text(content)

    with pytest.raises(SettingsError, match=message):
        Settings.from_environment({"SIGNERING_CONFIG": str(file)})
