import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'rust',
  title: 'Rust',
  docs: 'https://github.com/rust-lang/docker-rust',
  repositories: ['rust', 'rustlang/rust'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    const env = { RUSTUP_HOME: '/usr/local/rustup', CARGO_HOME: '/usr/local/cargo' };
    return facts && baseImage('rust', { ...facts, env });
  },
});
