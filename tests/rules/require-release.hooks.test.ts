import { runRule } from "./support/run-rule.ts";

const start = `import { useEffect, useRef, useState } from "react"; import init, { Game } from "game-wasm";`;

runRule("require-release", {
  valid: [
    {
      name: "effects that ask whether they are still wanted, or whose clean-up waits",
      options: [{ report: "possible" }],
      code: `${start}
        export function A({ size }) {
          const game = useRef(null);
          useEffect(() => {
            let gone = false;
            init().then(() => { if (!gone) game.current = new Game(size); });
            return () => { gone = true; game.current?.free(); };
          }, [size]);
        }
        export function B({ size }) {
          const game = useRef(null);
          useEffect(() => {
            const ready = (async () => { await init(); game.current = new Game(size); })();
            return () => { ready.then(() => game.current?.free()); };
          }, [size]);
        }
        export function C({ size }) {
          const game = useRef(null);
          useEffect(() => {
            game.current = new Game(size);
            return () => { game.current?.free(); };
          }, [size]);
        }
        export function D({ size }) {
          const game = useRef(null);
          useEffect(() => {
            game.current = new Game(size);
            return () => cleanUp();
          }, [size]);
        }
      `,
    },
    {
      name: "states that are released, given to a child, or filled once",
      options: [{ report: "possible" }],
      code: `${start}
        export function A({ size }) {
          const [game, setGame] = useState(null);
          useEffect(() => { init().then(() => setGame(new Game(size))); }, [size]);
          useEffect(() => () => game?.free(), [game]);
        }
        export function B({ size }) {
          const [game, setGame] = useState(null);
          useEffect(() => { init().then(() => setGame(new Game(size))); }, []);
          return game?.width();
        }
        export function C({ size }) {
          const [game, setGame] = useState(null);
          useEffect(() => { init().then(() => setGame(new Game(size))); }, [size]);
          return game;
        }
        export function D({ size }) {
          const [game, setGame] = useState(null);
          useEffect(() => { const made = new Game(size); setGame(made); return () => made.free(); }, [size]);
          return game?.width();
        }
        export function E({ size }) {
          const [count, setCount] = useState(0);
          useEffect(() => { setCount(size); }, [size]);
          return count;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what is made after the clean-up has run, or is not cleaned up by it",
      options: [{ report: "possible" }],
      code: `${start}
        export function A({ size }) {
          const game = useRef(null);
          useEffect(() => {
            init().then(() => {
              game.current = new Game(size);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            });
            return () => { game.current?.free(); };
          }, []);
        }
        export function B({ size }) {
          const game = useRef(null);
          useEffect(() => {
            (async () => {
              await init();
              game.current = Game.new(size);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            })();
            return () => { if (game.current) game.current.free(); };
          }, [size]);
        }
        export function C({ size }) {
          const game = useRef(null);
          useEffect(() => {
            let frame = 0;
            game.current = new Game(size);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            frame = requestAnimationFrame(draw);
            return () => cancelAnimationFrame(frame);
          }, [size]);
        }
        export function D({ size }) {
          const game = useRef(null);
          useEffect(() => {
            const create = async () => { await init(); return new Game(size); };
            create().then((made) => {
              game.current = made;
              ~~~~~~~~~~~~~~~~~~~ [replaced]
            });
            return () => { game.current?.free(); };
          }, [size]);
        }
      `,
    },
    {
      name: "a state that an effect fills again and nothing releases",
      options: [{ report: "possible" }],
      code: `${start}
        export function A({ size }) {
          const [game, setGame] = useState(null);
          useEffect(() => {
            init().then(() => setGame(new Game(size)));
                              ~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          }, [size]);
          return game?.width();
        }
      `,
    },
    {
      name: "what a memo makes anew and a child draws",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        import { useMemo } from "react";
        export function useBlank({ size }) {
          const blank = useMemo(() => { const made = new cv.Mat(size); made.setTo(size); return made; }, [size]);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          show(blank.rows);
        }
      `,
    },
  ],
});
