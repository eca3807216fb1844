"""Everything a user can set, read once: ZHIBI_* variables, then zhibi.toml in the user's configuration folder."""

from __future__ import annotations

import ipaddress
import re
import ssl
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index import Fault

APP = "zhibi"


def config_file() -> Path:
    """Where the settings file lies: zhibi.toml in the user's configuration folder."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "zhibi.toml"


class EmbeddingEndpoint(BaseModel):
    """An OpenAI-compatible /embeddings endpoint; used when `base_url` is set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = ""
    api_key: SecretStr = SecretStr("")
    timeout: float = Field(default=30.0, gt=0)


class ModelEndpoint(BaseModel):
    """A language model behind an OpenAI-compatible /chat/completions endpoint; used when `name` and `base_url` are set.

    `timeout` is the longest silence in seconds; `context` how many tokens the model can read and write together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    base_url: str = ""
    api_key: SecretStr = SecretStr("")
    timeout: float = Field(default=30.0, gt=0)
    context: int = Field(default=8192, ge=2048)


class Server(BaseModel):
    """Where the web app listens, and under which names it is reached besides its own addresses.

    With `certificate` and `key` (PEM files) it speaks HTTPS. A browser that asks for nothing for `idle` minutes is logged out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    names: Annotated[tuple[str, ...], NoDecode] = ()
    certificate: Path | None = None
    key: Path | None = None
    idle: int = Field(default=720, ge=5, le=43_200)

    @field_validator("names", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        """In an environment variable, names stand with commas or blanks between them."""
        return tuple(re.findall(r"[^,，、\s]+", given.lower())) if isinstance(given, str) else given

    def check_certificate(self) -> None:
        """A Fault when certificate and key cannot be used together; nothing when none are set."""
        if (self.certificate is None) != (self.key is None):
            raise Fault("证书和私钥要一起设置。", "请同时写 server.certificate 和 server.key，或都不写。")
        if self.certificate is None:
            return
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(self.certificate, self.key)
        except OSError as error:  # ssl's own errors are among them
            remedy = "请检查 server.certificate 和 server.key 指的文件是否存在、是否成对。"
            raise Fault(f"证书用不了：{error.strerror or error}。", remedy) from error


def only_here(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """The settings of one run. `embedding` is "builtin", a local folder, a hub name or a model behind `endpoint`;
    `rewording` whether a question is also asked in official wordings the built-in model knows; `database` the address of
    the drafts' database (postgresql+psycopg://…), empty for a file in the library folder; `login` asks for name and
    password on this machine too, as on every other address; `mcp` offers tools to other programs' models.
    """

    model_config = SettingsConfigDict(
        env_prefix="ZHIBI_", env_nested_delimiter="_", env_nested_max_split=1, frozen=True, extra="ignore"
    )

    library: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir(APP, appauthor=False)) / "library")
    embedding: str = "builtin"
    rewording: bool = True
    endpoint: EmbeddingEndpoint = EmbeddingEndpoint()
    model: ModelEndpoint = ModelEndpoint()
    server: Server = Server()
    login: bool = False
    mcp: bool = False
    database: SecretStr = SecretStr("")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=config_file())
        return init_settings, env_settings, file


def load(**given: Any) -> Settings:  # noqa: ANN401 - the fields of Settings
    """The settings in force; `given` (command-line options) win. A wrong value is a Fault that names it."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Fault(f"设置项 {name} 的值不对。", f"请检查环境变量 ZHIBI_… 和 {config_file()}。") from error
    except ValueError as error:
        raise Fault("设置文件读不懂。", f"请检查 {config_file()} 的 TOML 格式：{error}") from error
