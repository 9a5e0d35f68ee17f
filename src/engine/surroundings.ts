import type { Build } from '../builds/build.js';
import type { BuildContext, FileTree } from '../context/build-context.js';
import { createBuildContext } from '../context/create-context.js';
import type { DockerDocument } from '../dockerfile/document.js';
import { possibleContexts } from '../facts/contexts.js';
import { factsOf } from '../facts/facts.js';
import type { Facts, GivenArgs, HintLookup } from '../facts/facts.js';
import type { Contexts, Sharer } from '../transform-api.js';
import type { Neighbour } from './neighbours.js';
import { sharersOf } from './neighbours.js';

/** What is known around one Dockerfile. */
interface Place {
  readonly path: string;
  readonly builds: readonly Build[];
  /** Undefined when nothing but the text is known; shows newer texts as they are made. */
  readonly tree: FileTree | undefined;
  readonly repositoryRoot: string;
  /** The context that the user names. */
  readonly context: string | undefined;
  readonly neighbours: () => readonly Neighbour[];
  readonly hintFor: HintLookup;
}

/** Contexts and facts of one Dockerfile, worked out when first asked for and kept until something changes. */
export class Surroundings {
  readonly #place: Place;
  readonly #original: DockerDocument;
  #doc: DockerDocument;
  /** As the file was read: a rewrite does not change what it is built with. */
  #found: Contexts | undefined;
  #contexts: Contexts | undefined;
  #facts: Facts | undefined;
  #factsIn = new Map<BuildContext, Facts>();

  constructor(place: Place, original: DockerDocument) {
    this.#place = place;
    this.#original = original;
    this.#doc = original;
  }

  /** @param others whether another file than the Dockerfile is a new one too, such as the ignore file of a context */
  renew(doc: DockerDocument, others: boolean): void {
    this.#doc = doc;
    this.#facts = undefined;
    this.#factsIn = new Map();
    if (others) this.#contexts = undefined;
  }

  get contexts(): Contexts {
    this.#found ??= this.#find();
    return (this.#contexts ??= this.#opened(this.#found));
  }

  /** The contexts, as far as somebody asked for them. */
  get asked(): readonly BuildContext[] {
    return this.#found !== undefined && 'known' in this.#found ? this.#found.known : [];
  }

  /** The contexts, asked for now if nobody has. */
  get found(): readonly BuildContext[] {
    const { contexts } = this;
    return 'known' in contexts ? contexts.known : [];
  }

  /** Of the newest text, with the files of the only context where there is one. */
  get facts(): Facts {
    return (this.#facts ??= factsOf(this.#doc, this.#place.hintFor, () => this.#onlyContext));
  }

  factsIn(context: BuildContext, args: GivenArgs = 'defaults'): Facts {
    if (args === 'others') return factsOf(this.#doc, this.#place.hintFor, () => context, args);
    if (context === this.#onlyContext) return this.facts;
    const known = this.#factsIn.get(context);
    const facts = known ?? factsOf(this.#doc, this.#place.hintFor, () => context);
    this.#factsIn.set(context, facts);
    return facts;
  }

  sharing(context: BuildContext): readonly Sharer[] {
    const { tree, path, neighbours, hintFor, repositoryRoot } = this.#place;
    if (tree === undefined) return [];
    const others = neighbours().filter((each) => each.path !== path);
    return sharersOf(others, { context, tree, repositoryRoot, hintFor }).map(({ neighbour, doc, stated }) => {
      const own = createBuildContext(tree, context.root, neighbour.path);
      let facts: Facts | undefined;
      return {
        path: neighbour.path,
        stated,
        get facts() {
          return (facts ??= factsOf(doc, hintFor, () => own));
        },
      };
    });
  }

  get #onlyContext(): BuildContext | undefined {
    const { contexts } = this;
    return 'known' in contexts && contexts.known.length === 1 ? contexts.known[0] : undefined;
  }

  #find(): Contexts {
    const { path, builds, tree, repositoryRoot, context, hintFor } = this.#place;
    if (tree === undefined) {
      const evidence = { path, text: 'nothing but the text of the Dockerfile is given' };
      return { unknown: { reason: 'the files around the Dockerfile are not known', evidence } };
    }
    const doc = this.#original;
    const facts = factsOf(doc, hintFor);
    return possibleContexts({ doc, facts, path, builds, option: context, tree, repositoryRoot, hintFor });
  }

  /** The same folders, with the ignore files of now. */
  #opened(found: Contexts): Contexts {
    const { tree, path } = this.#place;
    if (tree === undefined || !('known' in found)) return found;
    const known = found.known.map(({ root }) => createBuildContext(tree, root, path));
    return { ...found, known };
  }
}
