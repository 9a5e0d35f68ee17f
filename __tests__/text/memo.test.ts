import { expect, test } from '@jest/globals';
import { memoize } from '../../src/text/memo.js';

test('keeps what was asked for last', () => {
  const asked: string[] = [];
  const upper = memoize((key) => {
    asked.push(key);
    return key.toUpperCase();
  }, 2);
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map((key) => upper(key))).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('undefined is a result too, an error is none', () => {
  let calls = 0;
  const nothing = memoize<undefined>(() => void calls++, 5);
  nothing('x');
  nothing('x');
  expect(calls).toBe(1);
  const failing = memoize((key) => {
    calls++;
    throw new Error(key);
  }, 5);
  expect(() => failing('x')).toThrow('x');
  expect(() => failing('x')).toThrow('x');
  expect(calls).toBe(3);
});
