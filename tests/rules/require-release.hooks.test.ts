import { runRule } from "./support/run-rule.ts";

const start = `import { useEffect, useRef, useState } from "react"; import init, { Game } from "game-wasm";`;

runRule("require-release", {
  valid: [
    {
      name: "a state that a handler fills where it is empty, releases, or hands on, and an effect that cleans up",
      options: [{ report: "possible" }],
      code: `
        import { useState } from "react";
        import { createEffect, onCleanup } from "solid-js";
        import Parser from "web-tree-sitter";
        export function A({ parser }) {
          const [tree, setTree] = useState(null);
          return () => { if (!tree) { setTree(parser.parse("x", tree)); } };
        }
        export function B({ parser }) {
          const [tree, setTree] = useState(null);
          return (text) => { const old = tree; setTree(parser.parse(text, tree)); old?.delete(); tree?.delete(); };
        }
        export function C({ parser }) {
          const [tree, setTree] = useState(null);
          const edit = (text) => { tree?.edit(text); setTree(parser.parse(text, tree)); };
          return { edit, tree };
        }
        export function D(props) {
          createEffect(() => {
            const mat = new cv.Mat(props.size, 1, 0);
            onCleanup(() => mat.delete());
          });
        }
        export function E(props) {
          let mat;
          createEffect(() => { mat = new cv.Mat(props.size, 1, 0); onCleanup(() => mat.delete()); });
          createEffect(() => { mat?.delete(); mat = new cv.Mat(props.size, 1, 0); });
        }
      `,
    },
    {
      name: "an async effect that returns nothing, one that releases by itself, and one that asks whether it is over",
      options: [{ report: "possible" }],
      code: `${start}
        import { onMount } from "svelte";
        export function A({ size }) {
          useEffect(() => {
            let game, gone = false;
            (async () => { await init(); if (!gone) game = new Game(size); })();
            return () => { gone = true; game?.free(); };
          }, []);
        }
        onMount(() => { const game = new Game(3); return () => game.free(); });
        onMount(async () => {
          await init();
          const game = new Game(3);
          game.play();
          game.free();
          return () => console.log("gone");
        });
        export function B({ url }) {
          const game = useRef(null);
          useEffect(() => {
            const controller = new AbortController();
            (async () => {
              const answer = await fetch(url, { signal: controller.signal });
              game.current = new Game(answer.status);
            })();
            return () => { controller.abort(); game.current?.free(); };
          }, []);
        }
      `,
    },
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
      name: "a state that a handler works on and replaces, and a variable that a reaction fills again",
      options: [{ report: "possible" }],
      code: `
        import { useState } from "react";
        import { createEffect, onCleanup } from "solid-js";
        import Parser from "web-tree-sitter";
        export function A({ parser }) {
          const [tree, setTree] = useState(null);
          const edit = (text) => {
            clearTimeout(later);
            if (!tree) { setTree(parser.parse(text, tree)); return; }
            tree.edit(text);
            const next = parser.parse(text, tree);
            setTree(next);
            ~~~~~~~~~~~~~ [replaced]
          };
          onChange(edit);
        }
        export function B(props) {
          let mat;
          createEffect(() => {
            mat = new cv.Mat(props.size, 1, 0);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            props.show(mat.rows);
          });
          onCleanup(() => mat?.delete());
        }
      `,
    },
    {
      name: "an async callback whose clean-up nobody calls, and an abort that what is waited for last knows nothing of",
      options: [{ report: "possible" }],
      code: `${start}
        import { onMount } from "svelte";
        onMount(async () => {
          await init();
          const game = new Game(3);
                       ~~~~~~~~~~~ [uncalled]
          return () => { game.free(); };
        });
        export function A({ size }) {
          useEffect(async () => {
            const game = new Game(size);
                         ~~~~~~~~~~~~~~ [uncalled]
            return () => game.free();
          }, [size]);
        }
        export function B({ url }) {
          const game = useRef(null);
          useEffect(() => {
            const controller = new AbortController();
            (async () => {
              const answer = await fetch(url, { signal: controller.signal });
              await init();
              game.current = new Game(answer.status);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [behind]
            })();
            return () => { controller.abort(); game.current?.free(); };
          }, []);
        }
        export function C({ size }) {
          const game = useRef(null);
          useEffect(() => {
            const observer = new ResizeObserver(([entry]) => {
              game.current = new Game(entry.width);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            });
            return () => { observer.disconnect(); game.current?.free(); };
          }, []);
        }
      `,
    },
    {
      name: "what is made after the clean-up has run, or is not cleaned up by it",
      options: [{ report: "possible" }],
      code: `${start}
        export function A({ size }) {
          const game = useRef(null);
          useEffect(() => {
            init().then(() => {
              game.current = new Game(size);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [behind]
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
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [behind]
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
              ~~~~~~~~~~~~~~~~~~~ [behind]
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
