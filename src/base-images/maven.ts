import { baseImage, defineBaseImage, readTag, type Distribution, type TagFacts } from '../base-image-api.js';

/** The image is built on the JDK image that the tag names, Temurin where it names none. */
function usualDistribution({ words, version }: TagFacts): Distribution {
  if (words.includes('amazoncorretto')) return 'amazon';
  if (words.includes('temurin') || words.includes('semeru') || words.includes('sapmachine')) return 'ubuntu';
  if (words.includes('openjdk') || words.includes('jdk')) {
    const java = Number(words.at(words.findIndex((word) => word === 'openjdk' || word === 'jdk') + 1));
    return words.includes('slim') || java < 12 ? 'debian' : 'rhel';
  }
  const [major = 3, minor = 9] = version;
  return words.length === 1 && (major > 3 || minor >= 9) ? 'ubuntu' : 'unknown';
}

export default defineBaseImage({
  id: 'maven',
  title: 'Maven',
  docs: 'https://github.com/carlossg/docker-maven',
  repositories: ['maven'],
  describe(tag) {
    const words = readTag(tag, 'unknown');
    const facts = words && readTag(tag, words.open ? 'unknown' : usualDistribution(words));
    return (
      facts &&
      baseImage('maven', { ...facts, env: { MAVEN_HOME: '/usr/share/maven', MAVEN_CONFIG: '/root/.m2' } })
    );
  },
});
