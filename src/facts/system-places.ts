import { isWithin } from './paths.js';

/** Folders that system packages and global installs write to; each stands for all that is below it. */
export const systemPlaces: readonly string[] = (
  '/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /proc /run /sbin /sys ' +
  '/usr/bin /usr/etc /usr/games /usr/include /usr/lib /usr/lib32 /usr/lib64 /usr/libexec /usr/libx32 /usr/local /usr/sbin /usr/share ' +
  '/var/backups /var/cache /var/db /var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run /var/spool'
).split(' ');

/**
 * Where the distributions' servers look for pages and files of the user's: their packages put a first page there, and some do so
 * only in an empty folder.
 */
const SERVED = '/var/www /srv/ftp /srv/http /srv/tftp /srv/www'.split(' ');

/** Folders that packages of the operating system write to, those that are also the user's included. */
export const packagePlaces: readonly string[] = [...systemPlaces, ...SERVED];

const TOPS = '/bin /boot /dev /etc /proc /run /sbin /sys /usr /var'.split(' ');
/** Where people put what is their own. */
const OWN = '/usr/src /usr/app /var/www /var/task'.split(' ');

/** Whether the path is, or lies in, a folder that system packages write to: `/` is one, `/usr/src/app` and `/opt` are none. */
export function isSystemPlace(path: string): boolean {
  if (path === '/') return true;
  if (OWN.some((own) => isWithin(path, own))) return false;
  return /^\/lib(?:32|64|x32)?(?:\/|$)/.test(path) || TOPS.some((top) => isWithin(path, top));
}

/** The same for packages of the operating system, which may look at `/var/www` as well: apache2 does. */
export const isPackagePlace = (path: string): boolean =>
  isSystemPlace(path) || SERVED.some((served) => isWithin(path, served));
