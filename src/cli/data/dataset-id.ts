/** Whether a person means a dataset of the server: its id is a hash, and no file has such a name by chance. */
export const isDatasetId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
