import { ayonIdOf } from '../ayon-id.ts';

/** What stands between two words of a name. */
export const SEPARATORS = /[\s,./\\;:!|*^#@~+\-_=]+/u;

/** Letters that Unicode does not split into a base letter and a mark. */
const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    ẞ: 'SS',
    æ: 'ae',
    Æ: 'AE',
    œ: 'oe',
    Œ: 'OE',
    ø: 'o',
    Ø: 'O',
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ð: 'd',
    Ð: 'D',
    þ: 'th',
    Þ: 'Th',
    ı: 'i',
    ħ: 'h',
    Ħ: 'H',
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    к: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
    о: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    у: 'u',
    ф: 'f',
    х: 'kh',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'shch',
    ъ: '',
    ы: 'y',
    ь: '',
    э: 'e',
    ю: 'iu',
    я: 'ia',
    і: 'i',
    є: 'ie',
    ґ: 'g',
    α: 'a',
    β: 'b',
    γ: 'g',
    δ: 'd',
    ε: 'e',
    ζ: 'z',
    η: 'e',
    θ: 'th',
    ι: 'i',
    κ: 'k',
    λ: 'l',
    μ: 'm',
    ν: 'n',
    ξ: 'x',
    ο: 'o',
    π: 'p',
    ρ: 'r',
    σ: 's',
    ς: 's',
    τ: 't',
    υ: 'u',
    φ: 'ph',
    χ: 'kh',
    ψ: 'ps',
    ω: 'o',
  }),
);

/**
 * A name that AYON accepts, made of a name people typed: written in ASCII, split at blanks and punctuation, other characters dropped,
 * joined by `_`, case kept. Empty when nothing of it can be written in ASCII letters and digits.
 */
export function slugify(name: string): string {
  return transliterate(name)
    .split(SEPARATORS)
    .map((part) => part.replace(/[^a-zA-Z0-9]/g, ''))
    .filter((part) => part !== '')
    .join('_');
}

function transliterate(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  let ascii = '';
  for (const character of name.normalize('NFKD')) {
    if (/\p{Mark}/u.test(character)) continue;
    ascii += LETTERS.get(character) ?? upperOf(character) ?? character;
  }
  return ascii;
}

function upperOf(character: string): string | undefined {
  const lower = LETTERS.get(character.toLowerCase());
  return lower && lower.charAt(0).toUpperCase() + lower.slice(1);
}

/**
 * The AYON name of a ftrack entity. One without a usable slug (all symbols, a script that is not transliterated) is named after its
 * id; people see the label.
 */
export function ayonNameOf(entity: { readonly id: string; readonly name: string }): string {
  return slugify(entity.name) || `ftrack_${ayonIdOf(entity.id).slice(0, 8)}`;
}

/** The label of a ftrack name: AYON refuses `'` and `;`, so their look-alikes stand in. */
export function ayonLabelOf(name: string): string {
  return name.replaceAll("'", '\u2019').replaceAll(';', ',');
}
