//! Leaks as programs with wasm-bindgen's own glue have them: wrappers, closures, strings, and cycles behind a wrapper.
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

/// A wrapper that owns memory; `free()` gives it back.
#[wasm_bindgen]
pub struct Picture {
    name: String,
    pixels: Vec<u32>,
}

#[wasm_bindgen]
impl Picture {
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, pixels: usize) -> Picture {
        Picture { name: name.to_owned(), pixels: vec![7; pixels] }
    }

    /// A string copied out; the glue frees it.
    pub fn name(&self) -> String {
        self.name.clone()
    }

    pub fn pixels(&self) -> usize {
        self.pixels.len()
    }

    /// Takes ownership: JavaScript must not free it again.
    pub fn consume(self) -> usize {
        self.pixels.len()
    }
}

struct Node {
    peer: RefCell<Option<Rc<Node>>>,
    payload: Box<[u32; 10]>,
}

/// A wrapper whose `free()` gives back the wrapper, but not the cycle it made.
#[wasm_bindgen]
pub struct Pair {
    first: Rc<Node>,
}

#[wasm_bindgen]
impl Pair {
    #[wasm_bindgen(constructor)]
    pub fn new(cycle: bool) -> Pair {
        let node = || Rc::new(Node { peer: RefCell::new(None), payload: Box::new([7; 10]) });
        let (first, second) = (node(), node());
        *first.peer.borrow_mut() = Some(Rc::clone(&second));
        if cycle {
            *second.peer.borrow_mut() = Some(Rc::clone(&first));
        }
        Pair { first }
    }

    pub fn sum(&self) -> u32 {
        self.first.payload.iter().sum()
    }
}

/// Calls back, and gives the closure up when it is done.
#[wasm_bindgen]
pub fn call_each(count: u32, callback: &js_sys_free::Function) {
    for i in 0..count {
        callback.call(i);
    }
}

/// A closure that JavaScript holds and nobody ever drops.
#[wasm_bindgen]
pub fn forgotten_closure() -> JsValue {
    let state = vec![1u32; 16];
    let closure = Closure::wrap(Box::new(move || state.len() as u32) as Box<dyn Fn() -> u32>);
    closure.into_js_value()
}

#[wasm_bindgen]
pub fn forget_string(length: usize) {
    std::mem::forget(vec![b'w'; length].into_boxed_slice());
}

/// Functions of JavaScript, without the crate that usually brings them.
mod js_sys_free {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        pub type Function;

        #[wasm_bindgen(method, js_name = call)]
        fn call_with(this: &Function, this_arg: &JsValue, value: u32);
    }

    impl Function {
        pub fn call(&self, value: u32) {
            self.call_with(&JsValue::UNDEFINED, value);
        }
    }
}
