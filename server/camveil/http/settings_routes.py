"""The door for what the extension's options choose: the model, and what runs it."""

import asyncio
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from camveil.errors import (
    ConfigNotWritten,
    ModelRefused,
    ModelUnavailable,
    SettingsRefused,
)
from camveil.http.access import check_entitled
from camveil.http.in_force import InForce, Sources
from camveil.http.model_switch import ModelSwitch
from camveil.http.routes import answer, message_in
from camveil.log import Log
from camveil.protocol import ChangeSettings, SettingsInForce
from camveil.segmenters import BUILT_IN, AddedModels
from camveil.segmenters.onnx_model import built_providers
from camveil.segmenters.providers import AUTO, CPU

LOG: Final = Log()
PATH: Final = "/settings"
MODEL: Final = "model"
PROVIDER: Final = "provider"


class SettingsRoutes:
    """Nothing but a name that this server has told can be chosen: never a path."""

    def __init__(self, models: ModelSwitch, in_force: InForce, sources: Sources | None) -> None:
        self._models = models
        self._in_force = in_force
        self._sources = sources or Sources(
            files=(), read=lambda: in_force.settings, token=lambda: in_force.settings.token
        )

    def table(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.change)]

    async def change(self, request: web.Request) -> web.Response:
        settings = self._in_force.settings
        check_entitled(request.headers, settings.obeyed_extensions, settings.token)
        asked = message_in(request, await request.read(), ChangeSettings)
        names = {
            MODEL: await asyncio.to_thread(self._model_names),
            PROVIDER: [AUTO, CPU, *built_providers()],
        }
        wanted = {MODEL: asked.model, PROVIDER: asked.provider}
        wanted = {option: name for option, name in wanted.items() if name}
        for option, name in wanted.items():
            self._check(option, name, names[option])
        if wanted:
            self._check_device(wanted)
            await self._use(wanted)
        return answer(self._now(names))

    def _model_names(self) -> list[str]:
        return [*BUILT_IN, *AddedModels(self._in_force.settings.models_dir).names()]

    def _check(self, option: str, name: str, names: list[str]) -> None:
        by = self._sources.overruling(option)
        if by is not None:
            raise SettingsRefused("overruled", by)
        if name not in names:
            raise SettingsRefused("not-there")

    def _check_device(self, wanted: Mapping[str, str]) -> None:
        """A device's libraries take limits off the process of a model of one's own."""
        model = wanted.get(MODEL, self._models.model)
        provider = wanted.get(PROVIDER, self._models.provider)
        by_whoever_starts_it = self._sources.overruling(PROVIDER) is not None
        if model not in BUILT_IN and provider not in (AUTO, CPU) and not by_whoever_starts_it:
            raise SettingsRefused("cpu-only")

    async def _use(self, wanted: Mapping[str, str]) -> None:
        def store(model: str, provider: str) -> None:
            now = self._in_force.settings
            # What the file says and could not be followed would keep the next server from starting.
            kept = {MODEL: model} if model != now.model else {}
            kept |= {PROVIDER: provider} if provider != now.provider else {}
            self._sources.store({**kept, **wanted})

        try:
            await self._models.use(wanted.get(MODEL, ""), wanted.get(PROVIDER, ""), store)
        # For the log alone: these words are the system's or a library's, in its own language.
        except (ModelUnavailable, ModelRefused) as exc:
            LOG.warning("model-kept", model=self._models.segmenter.name, reason=exc.reason)
            raise SettingsRefused("unusable") from exc
        except ConfigNotWritten as exc:
            LOG.warning("config-not-written", reason=exc.reason)
            raise SettingsRefused("not-stored") from exc

    def _now(self, names: Mapping[str, list[str]]) -> SettingsInForce:
        models = self._models
        return SettingsInForce(
            model=models.model if models.model in names[MODEL] else models.segmenter.name,
            models=tuple(names[MODEL]),
            model_set_by=self._sources.overruling(MODEL) or "",
            provider=models.provider,
            providers=tuple(names[PROVIDER]),
            provider_set_by=self._sources.overruling(PROVIDER) or "",
            fallback=any(choice.failures for choice in models.choices.values()),
        )
