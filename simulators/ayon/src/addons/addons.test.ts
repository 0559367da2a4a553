import { describe, expect, it } from 'vitest';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';
import { findPython } from './python-environment.ts';
import { makeZip } from './zip-writer.ts';

const SERVER = `
from ayon_server.addons import BaseServerAddon
from ayon_server.api.dependencies import CurrentUser
from ayon_server.events import EventStream
from ayon_server.exceptions import BadRequestException
from ayon_server.secrets import Secrets
from ayon_server.settings import BaseSettingsModel, SettingsField, ensure_unique_names, secrets_enum
from pydantic import validator
from server.helper import VERSION
from typing import List

class Rule(BaseSettingsModel):
    name: str = SettingsField("", title="Name")

Old = type("Old", (BaseSettingsModel,), {"__annotations__": {"x": int}, "x": SettingsField(1), "_isGroup": True})

class Settings(BaseSettingsModel):
    limit: int = SettingsField(VERSION, ge=0, le=10)
    secret: str = SettingsField("", enum_resolver=secrets_enum)
    rules: list[Rule] = SettingsField(default_factory=list)
    typed: List[Rule] = SettingsField(default_factory=list)
    old: Old = SettingsField(default_factory=Old)

    @validator("rules")
    def unique(cls, value):
        ensure_unique_names(value)
        return value

class Example(BaseServerAddon):
    settings_model = Settings
    heard = []

    def initialize(self):
        self.add_endpoint("whoami", self.whoami)
        self.add_endpoint("open", self.open)
        self.add_endpoint("settings/x", self.open)

    async def setup(self):
        if self.version == "3.0.0":
            raise RuntimeError("not today")
        await EventStream.subscribe("studio.*", self.hear)

    async def hear(self, event):
        self.heard.append(event.payload["n"])

    async def whoami(self, user: CurrentUser):
        from server.helper import VERSION
        return {"name": user.name, "admin": user.is_admin, "version": VERSION}

    async def open(self, fail: str = ""):
        if fail == "known":
            raise BadRequestException("known failure")
        if fail:
            raise ValueError(fail)
        settings = await self.get_studio_settings()
        return {"limit": settings.limit, "secret": await Secrets.get("key"), "heard": self.heard}
`;

function archive(version: string, server = SERVER): Buffer {
  return makeZip({
    'package.py': `name = "example"\nversion = "${version}"\ntitle = "Example"\n`,
    'server/__init__.py': server,
    'server/helper.py': `VERSION = ${version[0]}\n`,
  });
}

async function upload(ayon: AyonSimulator, ...archives: Buffer[]): Promise<void> {
  for (const body of archives) {
    const headers = { 'x-api-key': ayon.apiKey };
    const response = await fetch(`${ayon.url}/api/addons/install`, { method: 'POST', headers, body });
    const { eventId } = (await response.json()) as { eventId: string };
    await expect
      .poll(async () => (await callApi(ayon, `GET /api/events/${eventId}`)).body)
      .toMatchObject({ status: 'finished' });
  }
  await ayon.faults.restart();
}

const missing = await findPython().then(
  () => undefined,
  (error: unknown) => String(error),
);
const base = '/api/addons/example';

describe.skipIf(missing !== undefined)('the code of uploaded addons', () => {
  it('answers endpoints, knows who calls, and finds its own modules beside another version', async () => {
    await using ayon = await startAyonSimulator();
    await upload(ayon, archive('1.0.0'), archive('2.0.0'));
    await callApi(ayon, 'PUT /api/secrets/key', { value: 'v' });
    for (const version of [1, 2]) {
      expect((await callApi(ayon, `GET ${base}/${version}.0.0/whoami`)).body).toEqual({
        name: 'service',
        admin: true,
        version,
      });
    }
    expect((await fetch(`${ayon.url}${base}/1.0.0/whoami`)).status).toBe(401);
    expect((await fetch(`${ayon.url}${base}/1.0.0/settings/x`)).status).not.toBe(200);
    expect((await callApi(ayon, `GET ${base}/2.0.0/open`)).body).toEqual({
      limit: 2,
      secret: 'v',
      heard: [],
    });
    expect(await callApi(ayon, `GET ${base}/2.0.0/open?fail=known`)).toEqual({
      status: 400,
      body: { code: 400, detail: 'known failure' },
    });
    expect(await callApi(ayon, `GET ${base}/2.0.0/open?fail=other`)).toMatchObject({
      status: 500,
      body: { status: 500, detail: 'ValueError: other' },
    });
    expect((await callApi(ayon, `GET ${base}/2.0.0/nothing`)).body).toEqual({
      code: 404,
      detail: `API endpoint ${base}/2.0.0/nothing not found`,
      path: `${base}/2.0.0/nothing`,
    });
  });

  it('hears events it subscribed to', async () => {
    await using ayon = await startAyonSimulator();
    await upload(ayon, archive('1.0.0'));
    await callApi(ayon, 'POST /api/events', { topic: 'studio.thing', payload: { n: 7 } });
    expect((await callApi(ayon, `GET ${base}/1.0.0/open`)).body).toMatchObject({ heard: [7] });
  });

  it('is broken alone when its set-up fails, and in no list when it cannot be imported', async () => {
    await using ayon = await startAyonSimulator();
    await upload(ayon, archive('1.0.0'), archive('3.0.0'), archive('4.0.0', 'raise RuntimeError("no")'));
    expect((await callApi(ayon, 'GET /api/addons')).body).toMatchObject({
      addons: [
        {
          name: 'example',
          versions: {
            '1.0.0': { isBroken: false },
            '3.0.0': { isBroken: true, reason: { error: 'RuntimeError: not today' } },
          },
        },
      ],
    });
    expect((await callApi(ayon, `GET ${base}/3.0.0/open`)).status).toBe(404);
    const log = ayon.state.events.list().filter(({ topic }) => topic === 'log.error');
    expect(log.map(({ description }) => description)).toEqual(
      expect.arrayContaining(['Failed to initialize addon example 4.0.0: RuntimeError: no']),
    );
  });

  it('checks settings by its model and takes over those of another version', async () => {
    await using ayon = await startAyonSimulator();
    await upload(ayon, archive('1.0.0'), archive('2.0.0'));
    const settings = `${base}/1.0.0/settings`;
    expect(await callApi(ayon, `POST ${settings}`, { limit: 11 })).toMatchObject({
      status: 400,
      body: { detail: 'Invalid settings', errors: [{ loc: ['limit'], type: 'value_error.number.not_le' }] },
    });
    expect((await callApi(ayon, `POST ${settings}`, { rules: [{ name: 'a' }, { name: 'a' }] })).body).toEqual(
      {
        code: 400,
        detail: "Duplicate name 'a'",
      },
    );
    await callApi(ayon, `PUT ${base}/1.0.0/rawOverrides`, {
      limit: '5',
      gone: 1,
      rules: [{ name: 'r', gone: 2 }],
      typed: [{ name: 't' }],
      old: { x: 3 },
    });
    for (const [name, version] of [
      ['a', '1.0.0'],
      ['b', '2.0.0'],
    ])
      await callApi(ayon, 'POST /api/bundles', { name, addons: { example: version } });
    const sides = { sourceVariant: 'production', targetVariant: 'production', withProjects: false };
    await callApi(ayon, 'POST /api/migrateSettingsByBundle', {
      sourceBundle: 'a',
      targetBundle: 'b',
      ...sides,
    });
    expect((await callApi(ayon, `GET ${base}/2.0.0/rawOverrides`)).body).toEqual({
      limit: 5,
      rules: [{ name: 'r' }],
      old: { x: 3 },
    });
    const skipped = ayon.state.events.list().filter(({ topic }) => topic === 'log.warning');
    expect(skipped.map(({ description }) => description)).toContain('Skipping unknown key: gone');
    expect((await callApi(ayon, `GET ${base}/2.0.0/schema`)).body).toMatchObject({
      title: 'Example 2.0.0',
      properties: { secret: { enum: [], scope: ['project', 'studio'] }, limit: { minimum: 0, maximum: 10 } },
      definitions: { Old: { isgroup: true } },
    });
  });

  it('has attributes in its database, reads its own overrides, and hides fields without a scope', async () => {
    const server = `
from ayon_server.addons import BaseServerAddon
from ayon_server.lib.postgres import Postgres
from ayon_server.settings import BaseSettingsModel, SettingsField

class Settings(BaseSettingsModel):
    limit: int = SettingsField(1)
    later: int = SettingsField(2, scope=[])

class Example(BaseServerAddon):
    settings_model = Settings

    async def setup(self):
        if await Postgres.fetchrow("SELECT name FROM public.attributes WHERE name = $1", "depth"):
            return
        await Postgres.execute(
            """
            INSERT INTO public.attributes (name, position, scope, builtin, data)
            VALUES ($1, 50, $2, FALSE, $3)
            """,
            "depth", ["folder"], {"type": "integer"},
        )
        await Postgres.execute("UPDATE public.attributes SET scope = $2 WHERE name = ANY($1)", ["depth"], ["folder", "task"])
        self.request_server_restart()

    async def get_studio_overrides(self, *args, **kwargs):
        stored = await super().get_studio_overrides(*args, **kwargs)
        return {key: value for key, value in stored.items() if isinstance(value, int)}
`;
    await using ayon = await startAyonSimulator();
    await upload(ayon, archive('1.0.0', server));
    expect((await callApi(ayon, 'GET /api/attributes/depth')).body).toMatchObject({
      scope: ['folder', 'task'],
      position: 50,
      data: { type: 'integer' },
    });
    expect((await callApi(ayon, `GET ${base}/1.0.0/schema`)).body).toMatchObject({
      properties: { limit: { scope: ['project', 'studio'] }, later: { scope: [] } },
    });
    await callApi(ayon, `PUT ${base}/1.0.0/rawOverrides`, { limit: 'many', later: 7 });
    expect((await callApi(ayon, `GET ${base}/1.0.0/settings`)).body).toEqual({ limit: 1, later: 7 });
    expect((await callApi(ayon, `POST ${base}/1.0.0/settings`, { limit: 3, later: 7 })).status).toBe(204);
    expect((await callApi(ayon, `GET ${base}/1.0.0/rawOverrides`)).body).toEqual({ limit: 3, later: 7 });
  });

  it('breaks reading when what is stored does not fit, until it is stored anew', async () => {
    await using ayon = await startAyonSimulator();
    await upload(ayon, archive('1.0.0'));
    const raw = `PUT ${base}/1.0.0/rawOverrides`;
    await callApi(ayon, raw, { limit: 99 });
    expect((await callApi(ayon, `GET ${base}/1.0.0/settings`)).status).toBe(500);
    expect((await callApi(ayon, `POST ${base}/1.0.0/settings`, {})).status).toBe(500);
    await callApi(ayon, 'POST /api/bundles', { name: 'b', addons: { example: '1.0.0' }, isProduction: true });
    expect((await callApi(ayon, 'GET /api/settings')).body).toMatchObject({
      addons: [{ isBroken: true, settings: {} }],
    });
    await callApi(ayon, raw, {});
    expect((await callApi(ayon, `GET ${base}/1.0.0/settings`)).body).toMatchObject({ limit: 1 });
  });
});
