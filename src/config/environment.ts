/** Variables as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process: the one place that reads it. Every other module is given a `Config`. */
export const environment = (): Environment => process.env;
