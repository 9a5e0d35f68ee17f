import type {
  Account,
  CacheDirectory,
  CacheRefusal,
  Ecosystem,
  EcosystemOptions,
  OptionsOf,
} from '../ecosystem-api.js';
import type { Build } from '../builds/build.js';
import type { Refusal } from './refusal.js';
import type { Edit, Span } from '../types.js';
import { cacheName, renamedMount } from './cache-name.js';
import type { CacheName } from './cache-name.js';
import { obstacleTo } from './cleaners.js';
import { copiedTo, neededLater, standsIn } from './consumers.js';
import { existingMount } from './existing-mount.js';
import { dependencyRefusal, gains } from './dependency-cache.js';
import type { DependencyCache } from './dependency-cache.js';
import type { Facts, StageFacts } from './facts.js';
import { byOtherName } from './other-name.js';
import { hiddenInstalls, namedIn } from './hidden-installs.js';
import { ownershipRefusal } from './mount-owner.js';
import { needyNeighbour } from './needy-neighbour.js';
import { indexRefusal } from './package-index.js';
import { accountOf } from './state.js';
import { isRead, runFacts } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** A cache that a RUN would gain from. */
export interface Demand {
  readonly ecosystem: Ecosystem;
  readonly directory: CacheDirectory;
  /** The installs that read and fill it. */
  readonly calls: readonly RunCommand[];
  /** Whom the mount has to belong to. */
  readonly account: Account;
  /** The base image is not known and nothing in the file shows the user: root is assumed. */
  readonly assumed: boolean;
  /** A mount is there already, at the directory or around it. */
  readonly mounted: boolean;
  /** What empties it may go, and what keeps its packages may come: it is new, or mounted at this very place with nothing against it. */
  readonly tended: boolean;
  readonly name: CacheName;
  /** The mount that is there is named after another image than the stage has. */
  readonly renamed: { readonly edit: Edit; readonly id: string } | undefined;
  readonly refusal: Refusal | undefined;
}

export interface RunDemand {
  readonly demands: readonly Demand[];
  /** Installs whose cache cannot even be named, and bodies that cannot be read. */
  readonly refusals: readonly (Refusal & { readonly ecosystem: string })[];
}

const textOf = ({ command }: RunCommand): string => command.words.map(({ raw }) => raw).join(' ');

/**
 * Every cache that one RUN would gain from, each with what speaks against it.
 *
 * @param builds those of the Dockerfile: they may give the stage another image than the defaults of its ARGs
 */
export function cacheDemand(
  facts: Facts,
  stage: StageFacts,
  run: RunFacts,
  optionsOf: OptionsOf,
  builds: readonly Build[] = [],
): RunDemand {
  const { body, before } = run;
  const mentioned = namedIn(run.run.source);
  if (mentioned === undefined) return { demands: [], refusals: [] };
  if (before.windows) {
    const reason = 'its stage runs on Windows, where dfmod changes nothing';
    return {
      demands: [],
      refusals: [
        {
          ecosystem: mentioned.id,
          code: 'windows',
          reason,
          span: stage.stage.imageSpan,
          text: stage.stage.image,
        },
      ],
    };
  }
  if (!isRead(body)) {
    return {
      demands: [],
      refusals: [
        {
          ecosystem: mentioned.id,
          code: body.code,
          reason: body.reason,
          span: body.span,
          text: run.run.original,
        },
      ],
    };
  }
  // With no account known, what root would find is worked out too: it is what --unsafe takes for granted.
  const asRoot =
    before.account === undefined
      ? runFacts(facts.doc, run.run, { ...before, account: accountOf(before, '0') }, facts.contextOf)
      : run;
  const found = new Map<
    string,
    {
      ecosystem: Ecosystem;
      directory: CacheDirectory;
      calls: RunCommand[];
      account: Account;
      assumed: boolean;
    }
  >();
  const refusals: (Refusal & { ecosystem: string })[] = [];
  for (const each of asRoot.commands) {
    const call = each.call;
    if (call === undefined || !gains(call.call)) continue;
    const { ecosystem } = call;
    const answer = directoriesOf(each, ecosystem, optionsOf(ecosystem));
    if ('code' in answer) {
      refusals.push({
        ecosystem: ecosystem.id,
        code: answer.code,
        reason: answer.reason,
        span: run.run.span,
        text: answer.because,
      });
      continue;
    }
    const account = ecosystem.rootOnly
      ? accountOf(before, '0')
      : (asRoot.before.account ?? accountOf(before, '0'));
    const assumed = !ecosystem.rootOnly && before.account === undefined;
    for (const directory of answer) {
      const known = found.get(directory.path);
      if (known) {
        known.calls.push(each);
        if (directory.against !== undefined || directory.holds === 'dependencies')
          known.directory = directory;
      } else found.set(directory.path, { ecosystem, directory, calls: [each], account, assumed });
    }
  }
  const demands = [...found.values()].map((each): Demand => {
    const mount = existingMount(facts, run, each.directory);
    const mounted = mount === 'there' || mount === 'near';
    const named = { ...each, facts, stage, builds };
    const name = cacheName(named);
    const refusal =
      mount === 'near'
        ? undefined
        : (againstIt(run, each.directory) ??
          needyNeighbour(refusals, each.ecosystem) ??
          refusalOf(facts, stage, asRoot, each, mounted ? undefined : mount) ??
          sharedRefusal({ facts, stage, optionsOf, builds }, each) ??
          ('code' in name && !mounted ? name : undefined));
    return {
      ...each,
      name: 'code' in name ? { target: each.directory.path, id: undefined } : name,
      renamed: mount === 'there' ? renamedMount({ ...named, run }) : undefined,
      mounted,
      tended: mount !== 'near' && refusal === undefined,
      refusal: mounted ? undefined : refusal,
    };
  });
  return {
    demands: demands.map((each) => saidOfIndex(each, demands)),
    refusals: [...refusals, ...onlyRefreshes(run), ...hiddenInstalls(run)],
  };
}

/** Where the downloads get their mount, what stands against the index is said of the index alone. */
function saidOfIndex(demand: Demand, all: readonly Demand[]): Demand {
  const { ecosystem, directory, refusal } = demand;
  const alone = all.some((other) => other.ecosystem === ecosystem && other.refusal === undefined);
  if (refusal === undefined || directory.holds !== 'index' || !alone) return demand;
  return {
    ...demand,
    refusal: { ...refusal, reason: `only the lists in ${directory.path} get no mount: ${refusal.reason}` },
  };
}

function againstIt({ run }: RunFacts, { against }: CacheDirectory): Refusal | undefined {
  return against && { code: against.code, reason: against.reason, span: run.span, text: against.because };
}

function directoriesOf(
  each: RunCommand,
  ecosystem: Ecosystem,
  options: EcosystemOptions,
): readonly CacheDirectory[] | CacheRefusal {
  const elsewhere = each.switched === 'other' || (each.switched === 'root' && !ecosystem.rootOnly);
  if (elsewhere || each.call === undefined) {
    return {
      code: 'user-switched',
      reason: 'the command runs as another user than the RUN, so its home is not known',
      because: textOf(each),
    };
  }
  return ecosystem.caches(each.call.call, each.environment, options);
}

/** `RUN apt-get update` alone: what it fetches is for the steps behind it. */
function onlyRefreshes(run: RunFacts): (Refusal & { ecosystem: string })[] {
  const refresh = run.commands.find(({ call }) => call?.call.kind === 'refresh');
  const ecosystem = refresh?.call?.ecosystem;
  if (refresh === undefined || ecosystem === undefined) return [];
  if (run.commands.some(({ call }) => call?.ecosystem === ecosystem && gains(call.call))) return [];
  const reason = 'it only updates the lists, which the steps behind it read from the image';
  return [
    {
      ecosystem: ecosystem.id,
      code: 'lists-needed-later',
      reason,
      span: run.run.span,
      text: textOf(refresh),
    },
  ];
}

type Wanted = {
  readonly ecosystem: Ecosystem;
  readonly directory: CacheDirectory;
  readonly account: Account;
};

function refusalOf(
  facts: Facts,
  stage: StageFacts,
  run: RunFacts,
  wanted: Wanted,
  mount: { span: Span; text: string } | undefined,
): Refusal | undefined {
  const { directory, ecosystem } = wanted;
  const network = run.run.flags.find(({ name, value }) => name === 'network' && value === 'none');
  if (network)
    return {
      code: 'no-network-install',
      reason: 'the RUN has no network, so it downloads nothing',
      span: network.span,
      text: '--network=none',
    };
  if (mount)
    return {
      code: 'mount-elsewhere',
      reason: `another mount stands at ${directory.path} or around it, or cannot be placed`,
      ...mount,
    };
  const copied = copiedTo(facts, stage, run.run.index, directory.path);
  if (copied) {
    const reason = `a mount at ${directory.path} would hide what an earlier step copied there`;
    return { code: 'files-at-target', reason, span: copied.instruction.span, text: copied.text };
  }
  const owner = ownershipRefusal(stage, run, wanted.account, directory);
  if (owner) return owner;
  const obstacle = obstacleTo(run, directory.path, ecosystem);
  if (obstacle)
    return {
      code: 'cleaner-in-the-way',
      reason: obstacle.reason,
      span: run.run.span,
      text: textOf(obstacle.command),
    };
  const need = standsIn(run, directory.path) ?? neededLater(facts, stage, run, directory, ecosystem);
  if (need) {
    const reason = `${directory.path} would no longer be in the image, and it is named again`;
    return { code: 'cache-needed-later', reason, span: need.instruction.span, text: need.text };
  }
  const other = byOtherName(facts, stage, run, ecosystem, directory);
  if (other) return other;
  if (directory.holds !== 'index') return undefined;
  const index = indexRefusal(facts, stage, run, ecosystem, directory.path);
  return index && { code: index.code, reason: index.reason, span: index.instruction.span, text: index.text };
}

/** What speaks against it in all the steps that share it. */
function sharedRefusal(
  context: Pick<DependencyCache, 'facts' | 'stage' | 'optionsOf' | 'builds'>,
  wanted: Wanted,
): Refusal | undefined {
  const { ecosystem, directory, account } = wanted;
  if (directory.holds !== 'dependencies') return undefined;
  const refusalIn = (stage: StageFacts, run: RunFacts): Refusal | undefined => {
    const mount = existingMount(context.facts, run, directory);
    if (mount === 'there' || mount === 'near') return undefined;
    return refusalOf(context.facts, stage, run, { ecosystem, directory, account }, mount);
  };
  return dependencyRefusal({ ...context, ecosystem, path: directory.path, refusalIn });
}
