import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'rust',
  title: 'Rust',
  docs: 'https://github.com/rust-lang/docker-rust',
  // cargo-chef's image is this one with the tool, and names its tag behind its own: `latest-rust-1.80`.
  repositories: ['rust', 'rustlang/rust', 'lukemathwalker/cargo-chef'],
  describe(tag) {
    const own = tag?.split('-rust-').at(-1);
    const facts = readTag(own, 'debian');
    const env = { RUSTUP_HOME: '/usr/local/rustup', CARGO_HOME: '/usr/local/cargo' };
    return facts && baseImage('rust', { ...facts, env });
  },
});
