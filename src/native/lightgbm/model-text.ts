import { AppError } from '../../kernel/errors.ts';

const END_OF_TREES = 'end of trees';

/**
 * Refuses a model text that LightGBM must not see: it trusts the byte lengths in `tree_sizes` and reads past the
 * end of a text that was cut. Checks that the trees lie where those lengths say.
 * @throws AppError `model_invalid` with what does not fit.
 */
export function assertModelText(text: string): void {
  if (!text.startsWith('tree\n')) throw invalid('it does not start with "tree"');
  const sizes = /^tree_sizes=([\d ]*)$/m.exec(text);
  if (!sizes) throw invalid('the line "tree_sizes" is missing');
  const header = text.indexOf('\n\n', sizes.index);
  if (header < 0) throw invalid('it ends within its header');
  // Lengths count bytes; names of features may be longer in bytes than in characters, the trees are ASCII.
  const trees = header + 2;
  const length = sizes[1]
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .reduce((sum, size) => sum + size, 0);
  if (!text.startsWith(END_OF_TREES, trees + length)) {
    throw invalid(`${length} characters of trees are announced, and something else is there`);
  }
}

const invalid = (reason: string): AppError =>
  new AppError('model_invalid', `This is not a whole LightGBM model: ${reason}`);
