"""Project and stack files: read as the Pulumi CLI reads them, and every wrong one refused with a mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tapstack.engine import Project, ProjectError, load_project
from tests.engine.fakes import Runner

GOOD = "name: shop\nruntime: python\n"


def folder(tmp_path: Path, project: str = GOOD, stack: str = "", main: str = "__main__.py") -> Path:
    path = tmp_path / main
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    (tmp_path / "Pulumi.yaml").write_text(project, encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text(stack, encoding="utf-8")
    return tmp_path


def config(tmp_path: Path, stack: str, project: str = GOOD) -> dict[str, str]:
    return dict(load_project(folder(tmp_path, project, stack), "dev").config)


def refusal(directory: Path, stack: str = "dev") -> ProjectError:
    with pytest.raises(ProjectError) as raised:
        load_project(directory, stack)
    assert raised.value.mend
    assert "\n" not in raised.value.message
    return raised.value


@pytest.mark.parametrize(
    "runtime",
    ["python", "{name: python}", "\n  name: python\n  options:\n    toolchain: uv\n    virtualenv: .venv"],
)
def test_a_project_is_read(runtime: str, tmp_path: Path) -> None:
    directory = folder(tmp_path, f"name: shop\ndescription: x\nruntime: {runtime}\n")
    assert load_project(directory, "dev") == Project(
        "shop", "dev", directory, directory / "__main__.py", {}, ()
    )


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("src", "src/__main__.py"),
        ("src/", "src/__main__.py"),
        ("./src/deploy.py", "src/deploy.py"),
        ("deploy.py", "deploy.py"),
        (".", "__main__.py"),
    ],
)
def test_main_may_be_a_file_or_a_folder(given: str, file: str, tmp_path: Path) -> None:
    directory = folder(tmp_path, f"{GOOD}main: {given}\n", main=file)
    project = load_project(directory, "dev")
    assert (project.main, project.directory) == (directory / file, directory)


def test_a_program_runs_in_the_folder_of_its_main(run: Runner, tmp_path: Path) -> None:
    """As the CLI does it: pulumi/pulumi, `pkg/engine/project.go`, getPwdMain."""
    directory = folder(tmp_path, f"{GOOD}main: src\n", main="src/__main__.py")
    (directory / "src" / "helper.py").write_text(
        "from pathlib import Path\ntext = Path('data.txt').read_text()", encoding="utf-8"
    )
    (directory / "src" / "data.txt").write_text("found", encoding="utf-8")
    source = 'import helper; Thing("a", text=helper.text, root=pulumi.get_root_directory())'
    ran = run.run_in(load_project(directory, "dev"), source).ok()
    assert ran["a"].inputs == {"text": "found", "root": str(directory)}
    assert ran.provider.request("a").directory == directory / "src"


SCALARS = {
    "text": ("plain text", "plain text"),
    "quoted": ("'5'", "5"),
    "whole": ("3306", "3306"),
    "negative": ("-1", "-1"),
    "written with zeros": ("1.50", "1.50"),
    "octal": ("0777", "0777"),
    "hexadecimal": ("0x1F", "0x1F"),
    "exponent": ("1e3", "1e3"),
    "underscores": ("1_000", "1_000"),
    "true": ("true", "true"),
    "True": ("True", "True"),
    "yes is a text": ("yes", "yes"),
    "off is a text": ("off", "off"),
    "a time is a text": ("12:30", "12:30"),
    "a day is a text": ("2026-01-31", "2026-01-31"),
    "no day": ("2026-99-99", "2026-99-99"),
    "nothing": ("", ""),
    "null": ("null", ""),
    "block": ("|\n    two\n    lines", "two\nlines\n"),
}


@pytest.mark.parametrize(("written", "text"), SCALARS.values(), ids=SCALARS)
def test_a_scalar_reaches_the_program_as_it_is_written(written: str, text: str, tmp_path: Path) -> None:
    assert config(tmp_path, f"config:\n  aws:key: {written}\n") == {"aws:key": text}


def test_lists_and_mappings_reach_the_program_as_json_with_sorted_keys(tmp_path: Path) -> None:
    text = config(
        tmp_path,
        """
config:
  tap:list: [a, 1, 2.5, true, null, yes, 12:30, 2026-01-31, é]
  tap:map: &map
    z: {80: http, true: x, on: y}
    a: [{k: 0x10, o: 0o17, e: 1e3, f: 010}]
  tap:merged:
    <<: *map
    z: 1
""",
    )
    assert text["tap:list"] == '["a",1,2.5,true,null,"yes","12:30","2026-01-31","é"]'
    assert text["tap:map"] == '{"a":[{"e":1000,"f":8,"k":16,"o":15}],"z":{"80":"http","on":"y","true":"x"}}'
    assert json.loads(text["tap:merged"])["z"] == 1


def test_keys_of_the_projects_own_namespace_may_leave_it_out(tmp_path: Path) -> None:
    stack = "config:\n  size: 1\n  shop:name: 2\n  aws:region: 3\n  aws:config:profile: 4\n"
    assert config(tmp_path, stack) == {
        "shop:size": "1",
        "shop:name": "2",
        "aws:region": "3",
        "aws:profile": "4",
    }


DECLARED = f"""{GOOD}
config:
  aws:region: eu-west-1
  size: {{type: integer, default: 0x10}}
  flag: {{type: boolean, default: true}}
  ratio: {{default: 0.5}}
  names: {{type: array, items: {{type: string}}, default: [a, b]}}
  gcp:zone: {{value: z}}
  gcp:other: {{description: of another namespace, without a value}}
"""


def test_the_project_gives_defaults(tmp_path: Path) -> None:
    assert config(tmp_path, "", DECLARED) == {
        "aws:region": "eu-west-1",
        "shop:size": "16",
        "shop:flag": "true",
        "shop:ratio": "0.5",
        "shop:names": '["a","b"]',
        "gcp:zone": "z",
    }


def test_the_stack_overrides_defaults(tmp_path: Path) -> None:
    given = config(tmp_path, "config:\n  size: 3\n  aws:region: us-east-1\n", DECLARED)
    assert (given["shop:size"], given["aws:region"]) == ("3", "us-east-1")


def test_what_is_declared_and_not_given_is_missing(tmp_path: Path) -> None:
    project = (
        f"{GOOD}config:\n  size: {{type: integer}}\n  name: {{type: string}}\n  zone: {{type: string}}\n"
    )
    error = refusal(folder(tmp_path, project, "config:\n  name: x\n"))
    assert "declares shop:size, shop:zone, but the stack gives no value" in error.message


ENCRYPTED = (
    "config:\n  shop:password:\n    secure: v1:abc\n  shop:db: {user: me, login: [{secure: v1:def}]}\n"
)


def test_encrypted_values_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAP_SECRET_SHOP_PASSWORD", "hunter22")
    monkeypatch.setenv("TAP_SECRET_SHOP_DB", '{"user":"me","login":["x"]}')
    project = load_project(folder(tmp_path, stack=ENCRYPTED), "dev")
    assert project.config == {"shop:password": "hunter22", "shop:db": '{"user":"me","login":["x"]}'}
    assert project.secret_keys == ("shop:password", "shop:db")


@pytest.mark.parametrize(("given", "missing"), [("PASSWORD", "DB"), ("DB", "PASSWORD")])
def test_an_encrypted_value_that_nobody_gives_is_an_error(
    given: str, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TAP_SECRET_SHOP_{given}", "x")
    error = refusal(folder(tmp_path, stack=ENCRYPTED))
    assert f"shop:{missing.lower()} is encrypted" in error.message
    assert f"TAP_SECRET_SHOP_{missing}=" in (error.mend or "")
    assert "v1:" not in error.message


def test_the_program_knows_which_of_its_config_is_secret(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAP_SECRET_SHOP_PASSWORD", "hunter22")
    directory = folder(tmp_path, stack="config:\n  password: {secure: v1:abc}\n  open: word\n")
    source = """
    config = pulumi.Config()
    secret, open, plain = config.require_secret("password"), config.require("open"), config.get("password")
    Thing("a", secret=secret, open=open, list=[plain])
    from pulumi.runtime.config import is_config_secret
    pulumi.export("secret", [is_config_secret("shop:password"), is_config_secret("shop:open")])
    """
    ran = run.run_in(load_project(directory, "dev"), source).ok()
    assert ran["a"].inputs == {"secret": "[secret]", "open": "word", "list": ["[secret]"]}
    assert ran.provider.request("a").inputs["secret"] == "hunter22"
    assert ran.graph.outputs == {"secret": [True, False]}


def test_no_project(tmp_path: Path) -> None:
    assert "there is no Pulumi.yaml in" in refusal(tmp_path).message


def test_no_program(tmp_path: Path) -> None:
    directory = folder(tmp_path)
    (directory / "__main__.py").unlink()
    assert "there is no program at" in refusal(directory).message


def test_no_such_stack_names_those_there_are_and_the_one_that_was_meant(tmp_path: Path) -> None:
    directory = folder(tmp_path)
    (directory / "Pulumi.prod.yaml").write_text("", encoding="utf-8")
    error = refusal(directory, "prd")
    assert "no stack 'prd'" in error.message
    assert "did you mean 'prod'?" in error.message
    assert "stacks here: dev, prod" in (error.mend or "")


@pytest.mark.parametrize(
    ("project", "said"),
    [
        ("runtime: python\n", "`name` is None"),
        ("name: 5\nruntime: python\n", "`name` is 5"),
        ("name: ''\nruntime: python\n", "`name` is ''"),
        ("name: a::b\nruntime: python\n", "`name` is 'a::b'"),
        ("name: [a]\nruntime: python\n", "`name` is ['a']"),
        ("name: shop\n", "the runtime is None"),
        ("name: shop\nruntime: nodejs\n", "the runtime is 'nodejs'"),
        ("name: shop\nruntime: {name: go}\n", "the runtime is 'go'"),
        ("name: shop\nruntime: [python]\n", "the runtime is ['python']"),
        (f"{GOOD}main: 5\n", "`main` is 5"),
        (f"{GOOD}main: [a]\n", "`main` is ['a']"),
        (f"{GOOD}main: other\n", "there is no program at"),
        (f'{GOOD}main: "a\\0b"\n', "`main` is"),
        (f"{GOOD}config: [a]\n", "`config` must be a mapping"),
        (f"{GOOD}config:\n  a:b:c: 1\n", "'a:b:c' is no config key"),
        ("- a\n", "must hold a mapping"),
        ("just text\n", "must hold a mapping"),
        ("a: [\n", "can't be read"),
        ("a: 1\n\tb: 2\n", "can't be read"),
        ("a: &a [*a]\n", "can't be read"),
        ("a: !!python/object:os.system x\n", "can't be read"),
        ("a: !!binary x\n", "can't be read"),
        ("a: !!int x\n", "can't be read"),
        ('a: "\\ud800"\n', "can't be read"),
        ("\0", "can't be read"),
        ("{" * 1_200, "can't be read"),
    ],
)
def test_a_wrong_project_file_says_what_is_wrong(project: str, said: str, tmp_path: Path) -> None:
    error = refusal(folder(tmp_path, project))
    assert said in error.message
    assert "Pulumi.yaml" in error.message or "no program" in error.message


@pytest.mark.parametrize(
    ("stack", "said"),
    [
        ("config: text\n", "`config` must be a mapping"),
        ("config:\n  a:b:c:d: 1\n", "is no config key"),
        ("[]\n", "must hold a mapping"),
        ("config: {a: }}\n", "can't be read"),
    ],
)
def test_a_wrong_stack_file_says_what_is_wrong(stack: str, said: str, tmp_path: Path) -> None:
    error = refusal(folder(tmp_path, stack=stack))
    assert said in error.message
    assert "Pulumi.dev.yaml" in error.message


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    directory = folder(tmp_path)
    (directory / "Pulumi.dev.yaml").write_bytes(b"config:\n  a: \xff\n")
    assert "can't be read" in refusal(directory).message


@pytest.mark.parametrize("empty", ["", "# nothing\n", "config:\n", "config: {}\n", "encryptionsalt: v1:x\n"])
def test_a_stack_file_may_be_empty(empty: str, tmp_path: Path) -> None:
    assert config(tmp_path, empty) == {}


BITS = """
config:  name: x  main:  runtime:  -  {  }  [  ]  :  ,  &a  *a  <<:  ?  '  "  |  >  #  ---  ...  %YAML 1.3  @
!!binary  !!set  !!omap  !!pairs  !!int  !!float  !!bool  !!null  !!timestamp  !!python/object:os.system  !x
0x_  0b  0o8  09  1_0__  +_:30  1e999  .inf  -  2026-99-99  12:30  yes  ~  null  true  secure:  a:  b: 1
aws:region:  a:b:c:  "\\ud83d"  é  {a: 1}  [x]  {secure: v1:x}  a: 5
"""
bits = st.sampled_from([*BITS.replace("\n", "  ").strip().split("  "), "\t", "\0", "\x85"])
gaps = st.sampled_from(["", " ", "\n", "\n  ", "\n    "])
yamlish = st.lists(bits | gaps, max_size=16).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=yamlish | st.text(max_size=30), of_project=st.booleans(), headed=st.booleans())
def test_no_file_makes_a_traceback(text: str, of_project: bool, headed: bool, tmp_path: Path) -> None:
    if of_project:
        directory = folder(tmp_path, GOOD + text if headed else text)
    else:
        directory = folder(tmp_path, stack="config:\n  " + text if headed else text)
    loaded = outcome(directory)
    if isinstance(loaded, ProjectError):
        assert loaded.mend
        assert "\n" not in loaded.message
    else:
        assert all(isinstance(value, str) for value in loaded.config.values())
        assert all(key.count(":") == 1 for key in loaded.config)


def outcome(directory: Path) -> Project | ProjectError:
    try:
        return load_project(directory, "dev")
    except ProjectError as error:
        return error
