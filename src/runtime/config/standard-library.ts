/**
 * The modules that Python brings along. Pages name them in `packages` as if they were packages; some indexes
 * do have packages of these names, which are old copies, or something else.
 */
import type { Interpreter } from "../interpreters/interpreter.js";

/** CPython's, as `sys.stdlib_module_names` has them, without those of one platform. */
export const ofPyodide: readonly string[] = (
  "abc annotationlib argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile " +
  "calendar cmath cmd code codecs codeop collections colorsys compileall compression concurrent " +
  "configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal " +
  "difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch " +
  "fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq " +
  "hmac html http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging " +
  "lzma mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc ntpath nturl2path numbers " +
  "opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix " +
  "posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random " +
  "re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal " +
  "site smtplib socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string " +
  "stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap " +
  "threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo " +
  "types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc " +
  "zipapp zipfile zipimport zlib zoneinfo"
).split(" ");

/** Those that are built into MicroPython's WebAssembly. */
export const ofMicroPython: readonly string[] = (
  "array asyncio base64 binascii builtins cmath collections copy datetime deflate errno fnmatch functools " +
  "gc gzip hashlib heapq hmac html inspect io itertools json locale logging math micropython operator os " +
  "pathlib platform random re select stat string struct sys tarfile time types uctypes unittest zlib"
).split(" ");

const normalized = (name: string) => name.toLowerCase().replace(/[-_.]+/g, "-");

/**
 * Says in the console that a module needs no installing, where it is one that the interpreter brings along.
 *
 * @returns whether it is
 */
export function isStandard(name: string, { type }: Pick<Interpreter, "type">): boolean {
  const modules = type === "py" ? ofPyodide : ofMicroPython;
  const module = modules.find((one) => normalized(one) === normalized(name));
  if (module === undefined) return false;
  const python = type === "py" ? "Python" : "MicroPython";
  console.warn(
    `"packages": "${name}" is not installed: "${module}" is a module that ${python} brings along. ` +
      'Import it, and leave it out of "packages".',
  );
  return true;
}
