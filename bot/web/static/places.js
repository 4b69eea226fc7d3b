// Where samples lie, and which is near: a grid of cells, so that looking one up takes no longer in a large library.

const CELLS = 96;

export class Places {
  /** `points` are [id, x, y, number of the class], with x and y up to `scale`. */
  constructor({ points, scale, classes, build }) {
    this.build = build;
    this.classes = classes;
    this.count = points.length;
    this.ids = points.map(([id]) => id);
    this.x = Float64Array.from(points, (point) => point[1] / scale);
    this.y = Float64Array.from(points, (point) => point[2] / scale);
    this.tints = Uint16Array.from(points, (point) => point[3]);
    const least = (values) => values.reduce((a, b) => Math.min(a, b), 1), most = (values) => values.reduce((a, b) => Math.max(a, b), 0);
    this.low = { x: least(this.x), y: least(this.y) };
    this.high = { x: most(this.x), y: most(this.y) };
    this.cells = new Map();
    for (let i = 0; i < this.count; i++) {
      const cell = this.cell(this.x[i]) * CELLS + this.cell(this.y[i]);
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(i);
    }
  }

  cell(value) {
    return Math.min(Math.max(Math.floor(value * CELLS), 0), CELLS - 1);
  }

  /** The sample nearest to a place, at most `reach` away; -1 for none. */
  nearest(x, y, reach) {
    let best = -1, least = reach;
    for (let column = this.cell(x - reach); column <= this.cell(x + reach); column++) {
      for (let row = this.cell(y - reach); row <= this.cell(y + reach); row++) {
        for (const i of this.cells.get(column * CELLS + row) ?? []) {
          const away = Math.hypot(this.x[i] - x, this.y[i] - y);
          if (away < least) [best, least] = [i, away];
        }
      }
    }
    return best;
  }

  /** The next sample in a direction, those straight ahead first; -1 at the edge. */
  towards(from, dx, dy) {
    let best = -1, least = Infinity;
    for (let i = 0; i < this.count; i++) {
      const ahead = (this.x[i] - this.x[from]) * dx + (this.y[i] - this.y[from]) * dy;
      const aside = Math.abs((this.x[i] - this.x[from]) * dy) + Math.abs((this.y[i] - this.y[from]) * dx);
      if (ahead > 1e-6 && ahead >= aside * 0.6 && ahead + 2 * aside < least) [best, least] = [i, ahead + 2 * aside];
    }
    return best;
  }
}
