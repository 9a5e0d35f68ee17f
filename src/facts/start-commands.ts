import type { Instruction } from '../dockerfile/document.js';
import { absolutePath } from '../ecosystem-api.js';
import type { Ecosystem } from '../ecosystem-api.js';
import { calledScript } from './called-scripts.js';
import type { Finding } from './consumers.js';
import type { Facts, StageFacts } from './facts.js';
import { hasWord } from './hidden-installs.js';
import { shippedStages } from './shipped.js';
import { runFacts } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** Programs that run what was built, and look for no package manager's downloads. */
const RUNTIMES = new Set(
  'java node nginx python python3 php-fpm apache2-foreground httpd-foreground catalina.sh tail sleep dotnet'.split(
    ' ',
  ),
);
/** Entry points that hand on to CMD. */
const HANDS_ON = new Set(
  'tini dumb-init catatonit docker-entrypoint.sh mvn-entrypoint.sh docker-php-entrypoint'.split(' '),
);

/**
 * Why an image that somebody gets may need, when it runs, what the package manager downloaded. Undefined when the stage is no such
 * image, or what it starts is known to do without.
 */
export function mayNeedAtStart(
  facts: Facts,
  stage: StageFacts,
  ecosystem: Ecosystem,
  targets: readonly string[],
): (Finding & { readonly reason: string }) | undefined {
  if (!shippedStages(facts, targets).includes(stage)) return undefined;
  const chain = chainOf(stage);
  const last = (keyword: string) => chain.findLast(({ instruction }) => instruction.keyword === keyword);
  const onbuild = last('ONBUILD');
  if (onbuild)
    return {
      ...onbuild,
      text: onbuild.instruction.original,
      reason: 'images that are built on it may need it',
    };
  const entry = last('ENTRYPOINT');
  const cmd = last('CMD');
  const starts = [entry, cmd].flatMap((each) => each ?? []);
  if (starts.length === 0) {
    const reason = 'the image starts nothing of its own: who runs it may need it';
    return { instruction: stage.stage.from, text: stage.stage.from.original, reason };
  }
  const made = madeBy(stage, ecosystem);
  for (const { instruction, where } of starts) {
    const state = where.states.get(instruction);
    const run = state && runFacts(facts.doc, instruction, state, facts.contextOf);
    if (
      run !== undefined &&
      instruction === entry?.instruction &&
      !handsOn(run) &&
      isFine(run, ecosystem, made)
    )
      return undefined;
    if (run === undefined || !isFine(run, ecosystem, made))
      return { instruction, text: instruction.original, reason: 'what the image starts may need it' };
  }
  return undefined;
}

function chainOf(stage: StageFacts): { where: StageFacts; instruction: Instruction }[] {
  const own = stage.stage.instructions.map((instruction) => ({ where: stage, instruction }));
  return stage.parent === undefined ? own : [...chainOf(stage.parent), ...own];
}

const handsOn = ({ commands }: RunFacts): boolean =>
  commands.some(
    ({ command, argv }) =>
      HANDS_ON.has(argv.name) ||
      HANDS_ON.has(nameOf(command.words[0]?.value ?? '')) ||
      argv.words.at(-1)?.value === '--',
  );

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What the package manager's calls name, as their output for one: `go build -o /app`. */
function madeBy(stage: StageFacts, ecosystem: Ecosystem): ReadonlySet<string> {
  const paths = new Set(stage.parent === undefined ? [] : madeBy(stage.parent, ecosystem));
  for (const { commands } of stage.runs)
    for (const { call, paths: named } of commands)
      if (call?.ecosystem === ecosystem) for (const { path } of named) paths.add(path);
  return paths;
}

const isFine = (run: RunFacts, ecosystem: Ecosystem, made: ReadonlySet<string>): boolean =>
  run.commands.length > 0 && run.commands.every((each) => isFineCommand(run, each, ecosystem, made));

function isFineCommand(
  run: RunFacts,
  each: RunCommand,
  ecosystem: Ecosystem,
  made: ReadonlySet<string>,
): boolean {
  const { argv, call, environment } = each;
  if (call?.ecosystem === ecosystem) return false;
  if (RUNTIMES.has(argv.name) || HANDS_ON.has(argv.name)) return true;
  const script = calledScript(run, each);
  if (script !== undefined) {
    const text = 'text' in script ? script.text : environment.files?.read(script.path);
    return (
      text !== undefined && !ecosystem.hints.some((hint) => hasWord(text, hint)) && !hasWord(text, 'make')
    );
  }
  const [program] = argv.words;
  const text = program && environment.expand(program);
  if (text?.includes('/') !== true) return false;
  // A program that a step built, or that no COPY brought.
  const path = absolutePath(text, environment);
  return path !== undefined && (made.has(path) || !environment.mayBeCopied(path));
}
