/** Imports a library installed beside this file: Node looks for it from here on, not from the program's own folder. */
export const load = (name: string): Promise<unknown> => import(name);
