/** A line of a Dockerfile, joined where it went on. */
export interface Instruction {
  /** In capitals: `COPY`. */
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** What stands from one `FROM` to the next. */
export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, in order. @throws Error that names the line when it begins with anything but a stage. */
export function parseDockerfile(text: string): Stage[] {
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of readInstructions(text)) {
    if (instruction.name === 'FROM') {
      const [base = '', , name = String(stages.length)] = instruction.text.split(/\s+/);
      stages.push({ name, base, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined)
      throw new Error(`Dockerfile, line ${instruction.line}: ${instruction.name} before FROM.`);
    stage.instructions.push(instruction);
  }
  return stages;
}

/** The words of a command in its exec form, as `["node", "main.js"]`. @throws Error for the shell form, which does not pass signals on. */
export function parseExecForm({ name, text, line }: Instruction): string[] {
  const words: unknown = text.startsWith('[') ? JSON.parse(text) : null;
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new Error(
    `Dockerfile, line ${line}: ${name} must have the form ["program", "argument"]: a shell passes no signals on.`,
  );
}

function* readInstructions(text: string): Generator<Instruction> {
  let open = '';
  let start = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const part = raw.trim();
    if (part === '' || part.startsWith('#')) continue;
    if (open === '') start = index + 1;
    if (part.endsWith('\\')) {
      open += `${part.slice(0, -1).trim()} `;
      continue;
    }
    const whole = open + part;
    open = '';
    const [, name = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(whole) ?? [];
    yield { name: name.toUpperCase(), text: rest, line: start };
  }
}
