import { describe, expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

const SHIPPED = '\nFROM scratch\nCOPY --from=0 /out /out\n';
const cargo = (lines: string): string[] =>
  cachesOf(`FROM rust:1\nWORKDIR /app\nCOPY . .\n${lines}${SHIPPED}`);
const both = (home: string): string[] => [`cargo ${home}/git/db`, `cargo ${home}/registry`];

describe('cargo', () => {
  test.each([
    'RUN cargo build --release',
    'RUN cargo +nightly -Z x build',
    'RUN cargo fetch --locked',
    'RUN cargo -C crates/a test',
    'RUN cargo chef cook --release --recipe-path recipe.json',
    'RUN cargo-chef chef cook --recipe-path recipe.json',
    'RUN cargo leptos build',
    'RUN cargo install --path .',
  ])('%s', (run) => {
    expect(cargo(run)).toEqual(both('/usr/local/cargo'));
  });

  test.each([
    'RUN cargo fmt --check',
    'RUN cargo clean',
    'RUN cargo --version',
    'RUN cargo chef prepare',
    'RUN rustup target add x',
  ])('%s looks at no crate', (run) => {
    expect(cargo(run)).toEqual([]);
  });

  test.each([
    ['ENV CARGO_HOME=/c\nRUN cargo build', both('/c')],
    ['RUN CARGO_HOME=/c cargo build', both('/c')],
    ['ARG H\nENV CARGO_HOME=$H\nRUN cargo build', ['cargo: cache-moved']],
    ['RUN cargo build --offline', ['cargo: no-network-install']],
    ['RUN cargo build --frozen', ['cargo: no-network-install']],
    ['ENV CARGO_NET_OFFLINE=true\nRUN cargo build', ['cargo: no-network-install']],
    // What was fetched has to be in the layer.
    [
      'RUN cargo fetch\nRUN cargo build --offline',
      Array.from({ length: 2 }, () => 'cargo: cache-needed-later'),
    ],
  ])('%j', (lines, caches) => {
    expect(cargo(lines).slice(0, caches.length)).toEqual(caches);
  });

  test('where rustup put it, it is below the home directory of who runs it', () => {
    const user = 'FROM debian:12\nRUN useradd -m -u 1000 app\nUSER app\nRUN cargo build\n';
    expect(cachesOf(`${user}${SHIPPED}`)).toEqual(both('/home/app/.cargo'));
  });

  test('an image that nobody knows may set CARGO_HOME', () => {
    const text = 'FROM registry.example.com/team/rust:1\nUSER root\nRUN cargo build\n';
    expect(cachesOf(`${text}${SHIPPED}`)).toEqual(['cargo: cache-moved']);
    expect(cachesOf(`${text.replace('RUN', 'ENV CARGO_HOME=/c\nRUN')}${SHIPPED}`)).toEqual(both('/c'));
  });

  test('the image of cargo-chef is Rust’s own', () => {
    const text = 'FROM lukemathwalker/cargo-chef:latest-rust-1.80.1\nRUN cargo chef cook\n';
    expect(cachesOf(`${text}${SHIPPED}`)).toEqual(both('/usr/local/cargo'));
  });

  // CARGO_HOME holds cargo itself, and is what cacher stages hand on.
  test('a stage that takes CARGO_HOME along keeps what is in it', () => {
    const text =
      'FROM rust:1 AS cacher\nRUN cargo chef cook\nFROM rust:1 AS build\nCOPY --from=cacher /usr/local/cargo /usr/local/cargo\nRUN cargo build\nFROM scratch\nCOPY --from=build /out /out\n';
    expect(rewriteText(text).after).toBe(text);
  });

  test('nobody needs what a tool was made of, whatever the image is for', () => {
    expect(cachesOf('FROM rust:1\nRUN cargo install cargo-chef\n')).toEqual(both('/usr/local/cargo'));
    expect(cachesOf('FROM rust:1\nRUN cargo build\n')).toEqual(
      Array.from({ length: 2 }, () => 'cargo: cache-needed-later'),
    );
  });

  test('target/ is never mounted: the next stage copies the program out of it', () => {
    const { after } = rewriteText(
      'FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nFROM scratch\nCOPY --from=0 /app/target/release/x /x\n',
    );
    expect(after).toContain('cargo/registry');
    expect(after).not.toContain('target=/app/target');
  });

  test.each([
    'rm -rf /usr/local/cargo/registry',
    'rm -rf "$CARGO_HOME/registry"',
    'rm -rf $CARGO_HOME/registry/* $CARGO_HOME/git/db',
  ])('%s goes with the mount’s coming', (clean) => {
    const { after } = rewriteText(`FROM rust:1\nRUN cargo install x && ${clean}\n`);
    expect(after).toContain('cargo install x\n');
    expect(after).not.toContain('rm -rf');
  });

  test('an rm of a folder above would fail on the mount', () => {
    const text = 'FROM rust:1\nRUN cargo install x && rm -rf $CARGO_HOME/git $CARGO_HOME\n';
    expect(rewriteText(text).after).toBe(text);
  });

  test('calls', () => {
    expect(callsOf('FROM rust:1\nRUN cargo && cargo new x && cargo clippy -- -D warnings\n')).toEqual([
      'cargo other',
      'cargo other',
      'cargo build',
    ]);
  });
});
