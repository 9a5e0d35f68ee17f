import type { Instruction } from '../dockerfile/document.js';
import { absolutePath } from '../ecosystem-api.js';
import type { Ecosystem, ImageFiles } from '../ecosystem-api.js';
import { isBuilt } from './built-programs.js';
import { calledScript } from './called-scripts.js';
import type { CalledScript } from './called-scripts.js';
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
  for (const { instruction, where } of starts) {
    const state = where.states.get(instruction);
    const run = state && runFacts(facts.doc, instruction, state, facts.contextOf);
    if (
      run !== undefined &&
      instruction === entry?.instruction &&
      !handsOn(run) &&
      isFine(run, stage, ecosystem)
    )
      return undefined;
    if (run === undefined || !isFine(run, stage, ecosystem))
      return { instruction, text: instruction.original, reason: 'what the image starts may need it' };
  }
  return undefined;
}

function chainOf(stage: StageFacts): { where: StageFacts; instruction: Instruction }[] {
  const own = stage.stage.instructions.map((instruction) => ({ where: stage, instruction }));
  return stage.parent === undefined ? own : [...chainOf(stage.parent), ...own];
}

const handsOn = (run: RunFacts): boolean =>
  run.commands.some((each) => {
    const { command, argv, environment } = each;
    const script = calledScript(run, each);
    const text = script && ('text' in script ? script.text : environment.files?.read(script.path));
    return (
      HANDS_ON.has(argv.name) ||
      HANDS_ON.has(nameOf(command.words[0]?.value ?? '')) ||
      argv.words.at(-1)?.value === '--' ||
      ['$@', '$*', '${@', '${*'].some((all) => text?.includes(all))
    );
  });

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const isFine = (run: RunFacts, stage: StageFacts, ecosystem: Ecosystem): boolean =>
  run.commands.length > 0 && run.commands.every((each) => isFineCommand(run, each, stage, ecosystem));

function isFineCommand(run: RunFacts, each: RunCommand, stage: StageFacts, ecosystem: Ecosystem): boolean {
  const { argv, call, environment } = each;
  if (call?.ecosystem === ecosystem) return false;
  if (RUNTIMES.has(argv.name) || HANDS_ON.has(argv.name)) return true;
  const script = calledScript(run, each);
  if (script !== undefined) return isFineScript(script, environment.files, ecosystem, new Set());
  const [program] = argv.words;
  const text = program && environment.expand(program);
  const path = text?.includes('/') === true ? absolutePath(text, environment) : undefined;
  return path !== undefined && isBuilt(path, environment, stage, ecosystem);
}

/** A script of the project, and those that it runs, which name neither the package manager nor what may run it. */
function isFineScript(
  script: CalledScript,
  files: ImageFiles | undefined,
  ecosystem: Ecosystem,
  seen: Set<string>,
): boolean {
  if (seen.has(script.path)) return true;
  seen.add(script.path);
  const text = 'text' in script ? script.text : files?.read(script.path);
  if (text === undefined || [...ecosystem.hints, 'make'].some((word) => hasWord(text, word))) return false;
  if ('text' in script) return true;
  return script.facts.commands.every((each) => {
    const inner = calledScript(script.facts, each, files);
    return inner === undefined || isFineScript(inner, files, ecosystem, seen);
  });
}
