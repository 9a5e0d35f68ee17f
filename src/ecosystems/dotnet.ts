import { defineEcosystem, readArguments, readsSources } from '../ecosystem-api.js';
import type { Argv, Call, CallKind } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';

/** They restore in front of their work unless told not to. */
const RESTORES = new Set(['build', 'publish', 'pack', 'test', 'run', 'watch']);
/** A verb, and its second word where it has one. */
const INSTALLS = new Set(
  'restore|tool install|tool restore|tool update|tool exec|package add|workload install|workload restore|workload update|new install|nuget restore|nuget install|nuget update'.split(
    '|',
  ),
);
const OTHERS = new Set(
  'add clean list new nuget package reference remove sln solution store tool workload build-server dev-certs help msbuild format'.split(
    ' ',
  ),
);
const NUGET_OTHERS = new Set(
  'add config delete help list locals pack push search setapikey sign sources spec verify'.split(' '),
);

/** `-p:X=y` and its like bring their value along. */
const VALUED = new Set(
  '-a --arch --artifacts-path -c --configuration --configfile -ConfigFile -f --framework --lock-file-path --add-source --manifest --tool-path --tool-manifest -o --output -OutputDirectory --os --packages -PackagesDirectory --project --property -r --runtime -s --source -Source --settings --filter -l --logger --results-directory --collect --version -Version --version-suffix -v --verbosity -Verbosity -SolutionDirectory'.split(
    ' ',
  ),
);

const text = ({ value }: ShellWord): string => value ?? '';

/** `-restore`, `/r`, `-t:Restore`, `/target:Build;Restore`: MSBuild knows its switches in any case. */
const restoreSwitch = (word: ShellWord): boolean => {
  const [name = '', value = ''] = text(word)
    .toLowerCase()
    .replace(/^(?:--?|\/)/, '\0')
    .split(':');
  if (name === '\0restore' || name === '\0r') return value !== 'false';
  return (name === '\0t' || name === '\0target') && value.split(/[;,]/).includes('restore');
};

/** `--no-build` means that nothing is restored either. */
const downloadsNothing = (word: ShellWord): boolean =>
  ['--no-restore', '--no-build'].includes(text(word).toLowerCase()) ||
  /^(?:--?p|--?property|\/p|\/property):(?:NoRestore|NoBuild)=true$/i.test(text(word));

function recognise(argv: Argv): Call | undefined {
  const words = argv.words.slice(1);
  // `dotnet run -- --no-restore` hands it to the program.
  const end = words.findIndex((word) => text(word) === '--');
  const own = end < 0 ? words : words.slice(0, end);
  const { options, operands } = readArguments(own, { valued: VALUED });
  const kind = argv.name === 'msbuild' ? kindOfMsbuild(own) : kindOf(argv.name, operands, own);
  if (kind === undefined) return undefined;
  const [subcommand, ...rest] = operands;
  return argv.name === 'msbuild'
    ? { kind, argv, subcommand: undefined, options, operands }
    : { kind, argv, subcommand, options, operands: rest };
}

const kindOfMsbuild = (words: readonly ShellWord[]): CallKind =>
  words.some(restoreSwitch) ? 'build' : 'other';

/** Undefined for `dotnet app.dll`, `dotnet ef` and whatever else runs a program. */
function kindOf(
  program: string,
  operands: readonly ShellWord[],
  own: readonly ShellWord[],
): CallKind | undefined {
  const [verb = '', ...rest] = operands.map(text);
  if (program === 'nuget') {
    if (INSTALLS.has(`nuget ${verb}`)) return 'install';
    return NUGET_OTHERS.has(verb) ? 'other' : undefined;
  }
  if (program !== 'dotnet') return undefined;
  if (verb === 'msbuild') return kindOfMsbuild(own);
  if (RESTORES.has(verb)) return own.some(downloadsNothing) ? 'other' : 'build';
  if (INSTALLS.has(verb) || (verb !== 'nuget' && INSTALLS.has(`${verb} ${rest[0] ?? ''}`))) return 'install';
  if (verb === 'add' && rest.includes('package')) return 'install';
  return OTHERS.has(verb) ? 'other' : undefined;
}

/**
 * No directory is pure gain. What NuGet's cache of downloads holds, packages as well as the lists of their versions, is taken
 * without a question for 30 minutes and not at all later (https://github.com/NuGet/Home/issues/3390), and a version that the list
 * does not name is an error: the list is not fetched again (NU1102, https://github.com/NuGet/Home/issues/3116). No real build
 * holds this: an image with the SDK is not to be had where the suite runs.
 */
export default defineEcosystem({
  id: 'dotnet',
  title: '.NET',
  summary: 'Says why the packages of dotnet and NuGet stay in the layer',
  explanation:
    "No cache is mounted. The packages in ~/.nuget/packages are not copied anywhere: obj/project.assets.json names them where they lie, and every later dotnet build, publish or test, with --no-restore too, reads them there. Docker's guide mounts that folder for the restore alone; a publish with --no-restore in the next RUN then finds nothing there and fails with NETSDK1064. NuGet's cache of downloads (~/.local/share/NuGet/http-cache, or v3-cache) could take their place only if whatever it holds were right. It is not: for half an hour NuGet goes by the list of versions it holds, so that a restore fails with NU1102 for a package published meanwhile, as happens where one pipeline publishes a library and the next one builds with it; and after half an hour it downloads everything again, packages too, so that little would be gained. What does help is the layer: COPY the solution and project files, dotnet restore, then COPY the sources and publish with --no-restore.",
  docs: [
    'https://learn.microsoft.com/en-us/nuget/consume-packages/managing-the-global-packages-and-cache-folders',
    'https://github.com/NuGet/Home/issues/3116',
    'https://github.com/NuGet/Home/issues/3390',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  hints: ['dotnet', 'nuget', 'msbuild'],
  rootOnly: false,
  survivesClean: false,
  proven: false,
  recognise,
  inputs: readsSources(
    'what restore reads of a project is not worked out: its imports and conditions may name any file',
  ),
  caches: ({ argv }) => ({
    code: 'cache-needed-later',
    reason:
      'what NuGet unpacks is used where it lies, so it has to stay in the image, and with its downloads kept it would miss what was published in the last half hour',
    because: argv.words.map(({ raw }) => raw).join(' '),
  }),
});
