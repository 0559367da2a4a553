import { type FtrackSettings, ftrackSettings, type SettingProblem, titlesOf } from '../settings/index.ts';
import type { AyonReporter } from './ayon-reporter.ts';

/** Settings as they were read. */
export interface ReadSettings {
  readonly settings: Pick<FtrackSettings, 'unconverted'>;
  readonly problems: readonly SettingProblem[];
}

const NOT_USED = 'setting_not_used';
const SET_ASIDE = 'setting_set_aside';
/** Paths named in one event. */
const NAMED = 10;

/** Tells admins in AYON which stored settings are not used: each once, and again when it comes back after it was corrected. */
export class SettingProblems {
  readonly #reporter: AyonReporter;
  /** What is told now, by place. */
  readonly #told = new Map<string, { code: string; about: string }[]>();
  /** What the studio's settings say holds for projects too, and is told once. */
  #studio: ReadSettings = { settings: { unconverted: [] }, problems: [] };

  constructor(reporter: AyonReporter) {
    this.#reporter = reporter;
  }

  /** Takes the settings of the studio as they are now. */
  update(read: ReadSettings): void {
    this.#studio = read;
    this.#tell('ftrack settings', read.problems, read.settings.unconverted);
  }

  /** Takes the settings of an AYON project as they are now, those of the studio below its own. */
  updateProject(project: string, { settings, problems }: ReadSettings): void {
    const ofStudio = new Set([...this.#studio.problems, ...this.#studio.settings.unconverted].map(textOf));
    const own = <T>(all: readonly T[]) => all.filter((one) => !ofStudio.has(textOf(one)));
    this.#tell(`ftrack settings of the project ${project}`, own(problems), own(settings.unconverted));
  }

  #tell(
    place: string,
    problems: readonly SettingProblem[],
    unconverted: FtrackSettings['unconverted'],
  ): void {
    const found = problems.map(({ path, message }) => ({
      code: NOT_USED,
      about: `${place}: ${path}`,
      message: `${place} > ${titlesOf(ftrackSettings, path)} (${path}): ${message}.`,
    }));
    if (unconverted.length > 0) {
      const paths = unconverted.map(({ path }) => path || 'the whole document');
      const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
      found.push({
        code: SET_ASIDE,
        about: `${place}: ${paths.join()}`,
        message:
          `${place} > ${titlesOf(ftrackSettings, 'unconverted')} holds stored values that no setting can take: ${paths.slice(0, NAMED).join(', ')}${more}. ` +
          'Each row says why. Set what you need in its new place, then remove the row.',
      });
    }
    const before = this.#told.get(place) ?? [];
    this.#told.set(place, found);
    for (const { code, about } of before) {
      if (!found.some((one) => one.code === code && one.about === about))
        void this.#reporter.clear(code, about);
    }
    for (const problem of found) void this.#reporter.report(problem);
  }
}

function textOf(one: unknown): string {
  return JSON.stringify(one);
}
