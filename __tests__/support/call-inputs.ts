import { parseDockerfile } from '../../src/dockerfile/parse.js';
import type { InputRefusal, InstallInputs } from '../../src/ecosystem-api.js';
import { factsOf } from '../../src/facts/facts.js';
import { imageFiles } from './image-files.js';

/** What the install of an ecosystem in a RUN reads and makes, given the files of the image. */
export function inputsOf(
  ecosystem: string,
  run: string,
  texts: Readonly<Record<string, string>>,
  { image, before }: { readonly image: string; readonly before: string },
): InstallInputs | InputRefusal {
  const doc = parseDockerfile(`FROM ${image}\n${before}\nRUN ${run}\n`);
  const commands = factsOf(doc).stages[0]?.runs.at(-1)?.commands ?? [];
  const found = commands.find(({ call }) => call?.ecosystem.id === ecosystem && call.call.kind === 'install');
  const result =
    found?.call && found.call.ecosystem.inputs(found.call.call, found.environment, imageFiles(texts));
  if (!result) throw new Error(`no install of ${ecosystem}`);
  return result;
}
