import ms from 'ms';

console.log(ms('2d'));
