import type {
  Command,
  CommandNode,
  CompoundList,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Statement,
  SyntaxNode,
} from 'unbash';
import { readCommand, readRedirects } from './commands.js';
import { forgotten, merge, type ShellState } from './effects.js';
import {
  errexitIn,
  inNestedShell,
  inSubstitution,
  nestedSource,
  outermost,
  ownProcess,
  type Draft,
  type Flow,
  type Source,
} from './flow.js';
import { certainties } from './lists.js';
import { nestedShell, type NestedShell } from './nested-shell.js';
import { removalOf, type InList } from './removal.js';
import type { Joiner } from './script.js';
import { ShellRun } from './shell-run.js';
import { namesSetIn, substitutionsIn } from './subtree.js';
import { hasBashOperator } from './syntax.js';
import { readWord } from './words.js';

type FunctionNode = Extract<SyntaxNode, { type: 'Function' }>;
type Loop = Extract<SyntaxNode, { type: 'While' | 'For' | 'Select' | 'ArithmeticFor' }>;
const restore = (before: ShellState): ShellState => before;

/** Goes through a script in the order the shell runs it and notes each simple command with the state it finds. */
export class Walk {
  readonly drafts: Draft[] = [];
  /** Something hangs on files that no simple command names. */
  looksAround = false;
  readonly #shell: ShellRun;

  constructor(errexit: boolean) {
    this.#shell = new ShellRun(errexit);
  }

  get functions(): ReadonlySet<string> {
    return this.#shell.functions.names;
  }

  run(source: Source): void {
    this.#list(source.syntax.tree.commands, outermost(source));
    this.#shell.drain();
  }

  #list(statements: readonly Statement[], flow: Flow): void {
    this.#shell.later(statements.map((_, at) => () => this.#statement(statements, at, flow)));
  }

  #statement(statements: readonly Statement[], at: number, outer: Flow): void {
    const statement = statements[at];
    if (statement === undefined) return;
    const background = statement.background === true;
    const misread = outer.source.dialect === 'sh' && hasBashOperator(outer.source.syntax, statement);
    // A shell whose failure is not the script's may have ended before, by errexit.
    const open = at > 0 && !outer.exitDecides && errexitIn(outer, this.#shell.state) !== 'off';
    const flow: Flow = {
      ...outer,
      ...(background ? ownProcess : undefined),
      conditional: outer.conditional || misread || open,
      opaque: outer.opaque || misread,
      decides: outer.decides && at === statements.length - 1 && !background,
      exitDecides: outer.exitDecides && !background,
    };
    const joiner = at === 0 ? 'first' : statements[at - 1]?.background === true ? '&' : ';';
    if (background) this.#shell.within(restore, [() => this.#andOr(statements, at, flow, joiner)]);
    else this.#andOr(statements, at, flow, joiner);
  }

  #andOr(statements: readonly Statement[], statement: number, flow: Flow, joiner: Joiner): void {
    const node = statements[statement]?.command;
    if (node === undefined) return;
    const members = node.type === 'AndOr' ? node.commands : [node];
    const operators = node.type === 'AndOr' ? node.operators : [];
    const certain = certainties(members, operators, flow);
    let afterFirst = this.#shell.state;
    const tasks = members.map((member, at) => (): void => {
      const operator = operators[at - 1];
      const { runs, fails, failing } = certain[at] ?? { runs: false, fails: false, failing: false };
      const last = at === members.length - 1;
      const ends = last && flow.exitDecides && !isGroup(member);
      const inner: Flow = {
        ...flow,
        conditional: flow.conditional || !runs,
        ignoresErrexit: flow.ignoresErrexit || !last,
        decides: fails || (ends && errexitIn(flow, this.#shell.state) === 'on'),
      };
      const place: InList = { statements, statement, members, operators, member: at, decides: flow.decides };
      const visit = (): void => this.#pipeline(member, inner, operator ?? joiner, place);
      if (operator !== '||') return visit();
      // Behind `||` the members before it may have failed half way.
      this.#shell.state = merge(afterFirst, this.#shell.state);
      this.#shell.within(failing && flow.exitDecides ? restore : merge, [visit]);
    });
    const [first, ...others] = tasks;
    if (first === undefined) return;
    const joined = certain.every(({ runs }, at) => runs || operators[at - 1] === '||');
    const settle = (): void => {
      if (!joined) this.#shell.state = merge(afterFirst, this.#shell.state);
    };
    this.#shell.later([first, () => (afterFirst = this.#shell.state), ...others, settle]);
  }

  #pipeline(node: PipelineNode, flow: Flow, joiner: Joiner, place: InList): void {
    if (node.type !== 'Pipeline') return this.#command(node, flow, joiner, place);
    const negated = node.prefixes.some(({ type }) => type === 'Negation');
    const [only] = node.commands;
    if (node.commands.length === 1 && only !== undefined) {
      const ignoresErrexit = flow.ignoresErrexit || negated;
      return this.#command(only, { ...flow, ignoresErrexit, decides: flow.decides && !negated }, joiner);
    }
    this.#piped(node, flow, joiner, negated);
  }

  #piped(node: Pipeline, flow: Flow, joiner: Joiner, negated: boolean): void {
    const inner = node.commands.map((command, at) => (): void => {
      const decides = flow.decides && !negated && at === node.commands.length - 1;
      const member: Flow = { ...flow, ...ownProcess, piped: true, decides, exitDecides: decides };
      this.#shell.within(restore, [() => this.#command(command, member, at === 0 ? joiner : '|')]);
    });
    this.#shell.later(inner);
  }

  #command(node: CommandNode, flow: Flow, joiner: Joiner, at?: InList): void {
    const maybe: Flow = { ...flow, conditional: true, decides: false };
    switch (node.type) {
      case 'Command':
        return this.#simple(node, flow, joiner, at);
      case 'Redirected': {
        const around = [...flow.redirects, ...readRedirects(node.redirects, flow.source, true)];
        return this.#shell.later([
          () => this.#expand(node.redirects, flow),
          () => this.#command(node.command, { ...flow, redirects: around }, joiner),
        ]);
      }
      case 'BraceGroup':
        return this.#list(node.body.commands, flow);
      case 'Subshell': {
        const inner = { ...flow, ...ownProcess, exitDecides: flow.decides };
        return this.#shell.within(restore, [() => this.#list(node.body.commands, inner)]);
      }
      case 'If':
        return this.#if(node, maybe);
      case 'While':
        return this.#loop(node, [], node.clause, flow);
      case 'For':
      case 'Select': {
        const words = node.wordlist ?? [];
        this.looksAround ||= words.some((word) => readWord(word, flow.source).glob);
        return this.#loop(node, words, undefined, flow);
      }
      case 'ArithmeticFor': {
        const header = [node.initialize, node.test, node.update].filter((each) => each !== undefined);
        return this.#loop(node, header, undefined, flow);
      }
      case 'Case':
        return this.#shell.later([
          () => this.#expand([node.word, ...node.items.flatMap(({ pattern }) => pattern)], flow),
          ...node.items.map(
            ({ body }) =>
              () =>
                this.#shell.within(merge, [() => this.#list(body.commands, maybe)]),
          ),
        ]);
      case 'Function':
        return this.#function(node, maybe);
      case 'Coproc':
        return this.#shell.within(restore, [
          () =>
            node.body.type === 'CompoundList'
              ? this.#list(node.body.commands, maybe)
              : this.#command(node.body, { ...maybe, ...ownProcess, piped: true }, joiner),
        ]);
      case 'TestCommand':
        this.looksAround = true;
        return this.#expand([node], flow);
      case 'ArithmeticCommand':
        return this.#expand([node], flow);
    }
  }

  #if(node: If, flow: Flow): void {
    const condition = { ...flow, ignoresErrexit: true };
    const branch = (list: CompoundList | undefined, inner: Flow) => (): void => {
      if (list !== undefined) this.#shell.within(merge, [() => this.#list(list.commands, inner)]);
    };
    this.#shell.later([
      () => this.#list(node.clause.commands, condition),
      branch(node.then, flow),
      ...node.elif.flatMap(({ clause, then }) => [branch(clause, condition), branch(then, flow)]),
      branch(node.else, flow),
    ]);
  }

  #loop(node: Loop, header: readonly SyntaxNode[], clause: CompoundList | undefined, flow: Flow): void {
    const around = this.#shell.functions.within(node, flow);
    const maybe = { ...flow, conditional: true, decides: false, around };
    this.#shell.later([
      () => this.#expand(header, flow),
      // The body's second round begins where its first one ended.
      () => this.#shell.blur(around.effects, flow.exitDecides),
      () =>
        this.#shell.within(merge, [
          () => this.#list(clause?.commands ?? [], { ...maybe, ignoresErrexit: true }),
          () => this.#list(node.body.commands, maybe),
        ]),
    ]);
  }

  #function(node: FunctionNode, flow: Flow): void {
    const { body } = node;
    const around = this.#shell.functions.within(node, flow);
    const start = this.#shell.functions.define(node, around.effects, flow.source, this.#shell.state);
    const inner = { ...flow, around, inFunction: true };
    this.#shell.within(restore, [
      () => (this.#shell.state = start),
      () =>
        body.type === 'CompoundList' ? this.#list(body.commands, inner) : this.#command(body, inner, 'first'),
    ]);
  }

  #simple(node: Command, flow: Flow, joiner: Joiner, at: InList | undefined): void {
    const read = readCommand(node, flow.source);
    const draft: Draft = {
      read,
      flow,
      state: this.#shell.state,
      joiner,
      conditional: flow.conditional || this.#shell.state.ended,
      removal: at && removalOf(node, at, flow, this.#shell.state),
    };
    this.drafts.push(draft);
    const nested = nestedShell(read, flow.source);
    const inside = nested && nestedSource(nested, flow);
    const words = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix];
    this.#shell.later([
      () => this.#expand(words, flow),
      () => {
        if (inside !== undefined && nested !== undefined) this.#nested(nested, inside, draft);
      },
      () => {
        // A readable eval was gone through command by command.
        if (inside === undefined || nested?.sameShell !== true) this.#shell.take(read, flow.exitDecides);
      },
    ]);
  }

  #expand(nodes: readonly SyntaxNode[], flow: Flow): void {
    for (const name of namesSetIn(nodes)) this.#shell.blur([{ kind: 'set', name, value: undefined }], true);
    this.#shell.later(
      substitutionsIn(nodes).map(
        ({ script, around }) =>
          () =>
            this.#substitution(script, around, flow),
      ),
    );
  }

  #substitution(script: ParsedScript, around: SyntaxNode, flow: Flow): void {
    this.#shell.within(restore, [
      // bash takes -e away in a substitution, dash does not.
      () => (this.#shell.state = { ...this.#shell.state, errexit: 'unknown' }),
      () => this.#list(script.commands, inSubstitution(flow, script, around)),
    ]);
  }

  #nested(nested: NestedShell, source: Source, parent: Draft): void {
    const flow = inNestedShell(nested, source, parent);
    const { commands } = source.syntax.tree;
    if (nested.sameShell) return this.#list(commands, flow);
    const { directories, variables, ended } = this.#shell.state;
    const start: ShellState = {
      directories: nested.sameDirectory ? directories : undefined,
      previous: undefined,
      variables: forgotten(variables),
      errexit: nested.errexit ? 'on' : 'off',
      ended,
    };
    this.#shell.within(restore, [() => (this.#shell.state = start), () => this.#list(commands, flow)]);
  }
}

/** With errexit, a group passes on what the lists inside it let through. */
function isGroup(node: PipelineNode): boolean {
  return node.type === 'BraceGroup' || (node.type === 'Redirected' && node.command.type === 'BraceGroup');
}
