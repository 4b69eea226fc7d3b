// Thousands of dots as pixels: whoever tells a canvas of each dot waits some microseconds for each.

const OPAQUE = 0xff000000;
/** Pixels around what is seen, so that dots at the edge are cut and do not vanish; more than a dot's side. */
const FRAME = 32;

/** The pixels that a dot covers, as steps from its corner in an image of a width, and how much of each, to 255. */
function mask(radius, width) {
  const side = Math.ceil(2 * radius) + 1, steps = [], cover = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const inside = radius + 0.5 - Math.hypot(column + 0.5 - side / 2, row + 0.5 - side / 2);
      if (inside <= 0) continue;
      steps.push(row * width + column);
      cover.push(Math.round(255 * Math.min(inside, 1)));
    }
  }
  return { side, steps: Int32Array.from(steps), cover: Uint8Array.from(cover) };
}

/** One number for a colour "rgb(r, g, b)", in the order in which an image's bytes lie. */
const packed = (colour) => colour.match(/\d+/g).slice(0, 3).reduceRight((rest, part) => (rest << 8) | Number(part), 0);

export class Dots {
  /** `colours` are as a style has them when computed, one a class. */
  constructor(context, colours, ground) {
    this.context = context;
    this.colours = colours.map(packed);
    this.ground = OPAQUE | packed(ground);
  }

  /**
   * Fill the canvas with dots at `x * zoom + left`, `y * zoom + top`, in pixels of the canvas.
   * `strength` says for each class from 0 to 1 how much of a dot is seen.
   */
  draw({ x, y, tints, count }, { zoom, left, top, radius }, strength) {
    const { canvas } = this.context, width = canvas.width + 2 * FRAME, height = canvas.height + 2 * FRAME;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = this.context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    const { pixels, colours } = this, { side, steps, cover } = mask(radius, width);
    pixels.fill(this.ground);
    for (let i = 0; i < count; i++) {
      const column = Math.round(x[i] * zoom + left - side / 2) + FRAME, row = Math.round(y[i] * zoom + top - side / 2) + FRAME;
      if (column < 0 || row < 0 || column > width - side || row > height - side) continue;
      const corner = row * width + column, colour = colours[tints[i]], most = Math.round(256 * strength[tints[i]]);
      const red = colour & 255, green = (colour >> 8) & 255, blue = colour >> 16;
      for (let step = 0; step < steps.length; step++) {
        const at = corner + steps[step], under = pixels[at], part = (cover[step] * most) >> 8, rest = 255 - part;
        pixels[at] = OPAQUE
          | ((((under >> 16) & 255) * rest + blue * part) / 255) << 16
          | ((((under >> 8) & 255) * rest + green * part) / 255) << 8
          | ((under & 255) * rest + red * part) / 255;
      }
    }
    this.context.putImageData(this.image, -FRAME, -FRAME);
  }
}
