import type { CLibrary } from "./library.ts";

/** Solvers, arithmetic, symbolic computation, statistics, graphs. */
export const numbers: readonly CLibrary[] = [
  {
    name: "Z3",
    families: [
      { acquire: "Z3_mk_config", release: "Z3_del_config" },
      { acquire: "Z3_mk_context Z3_mk_context_rc", release: "Z3_del_context" },
    ],
    lends:
      "Z3_ast_to_string Z3_model_to_string Z3_solver_to_string Z3_get_error_msg Z3_get_symbol_string Z3_get_numeral_string Z3_eval_smtlib2_string",
    reads: "Z3_mk_context Z3_mk_context_rc Z3_set_param_value",
  },
  {
    name: "Yices, Bitwuzla, Boolector",
    families: [
      { acquire: "yices_new_context", release: "yices_free_context" },
      { acquire: "yices_new_config", release: "yices_free_config" },
      { acquire: "yices_get_model", release: "yices_free_model" },
      {
        acquire: "yices_term_to_string yices_type_to_string yices_model_to_string yices_error_string",
        release: "yices_free_string",
      },
      { acquire: "bitwuzla_new", release: "bitwuzla_delete" },
      { acquire: "bitwuzla_options_new", release: "bitwuzla_options_delete" },
      { acquire: "bitwuzla_term_manager_new", release: "bitwuzla_term_manager_delete" },
      { acquire: "boolector_new boolector_clone", release: "boolector_delete" },
    ],
  },
  {
    name: "PicoSAT, CaDiCaL, Kissat, CryptoMiniSat, MiniSat",
    families: [
      { acquire: "ipasir_init", release: "ipasir_release" },
      { acquire: "picosat_init", release: "picosat_reset" },
      { acquire: "ccadical_init", release: "ccadical_release" },
      { acquire: "kissat_init", release: "kissat_release" },
      { acquire: "cmsat_new", release: "cmsat_free" },
      { acquire: "minisat_new", release: "minisat_delete" },
    ],
  },
  {
    name: "GLPK",
    families: [
      { acquire: "glp_create_prob", release: "glp_delete_prob" },
      { acquire: "glp_mpl_alloc_wksp", release: "glp_mpl_free_wksp" },
      { acquire: "glp_create_graph", release: "glp_delete_graph" },
      { acquire: "glp_create_index", release: "glp_delete_index" },
    ],
    lends: "glp_get_prob_name glp_get_row_name glp_get_col_name glp_version",
  },
  { name: "HiGHS", families: [{ acquire: "Highs_create", release: "Highs_destroy" }], lends: "Highs_version" },
  {
    name: "lp_solve",
    families: [{ acquire: "make_lp read_LP read_lp read_MPS read_XLI copy_lp", release: "delete_lp free_lp" }],
  },
  {
    name: "CLP, CBC, Ipopt, NLopt, ECOS, SCS",
    families: [
      { acquire: "Clp_newModel", release: "Clp_deleteModel" },
      { acquire: "Cbc_newModel Cbc_clone", release: "Cbc_deleteModel" },
      { acquire: "CreateIpoptProblem", release: "FreeIpoptProblem" },
      { acquire: "nlopt_create nlopt_copy", release: "nlopt_destroy" },
      { acquire: "ECOS_setup", release: "ECOS_cleanup" },
      { acquire: "scs_init", release: "scs_finish" },
    ],
    lends: "nlopt_get_errmsg nlopt_algorithm_name",
  },
  {
    name: "SUNDIALS",
    families: [
      {
        acquire: "N_VNew_Serial N_VMake_Serial N_VClone N_VCloneEmpty N_VNewEmpty_Serial",
        release: "N_VDestroy N_VDestroy_Serial",
      },
      {
        acquire: "SUNDenseMatrix SUNBandMatrix SUNSparseMatrix SUNMatClone",
        release: "SUNMatDestroy SUNMatDestroy_Dense",
      },
      { acquire: "SUNLinSol_Dense SUNLinSol_Band SUNLinSol_SPGMR SUNDenseLinearSolver", release: "SUNLinSolFree" },
      { acquire: "SUNNonlinSol_Newton SUNNonlinSol_FixedPoint", release: "SUNNonlinSolFree" },
    ],
    lends: "CVodeGetReturnFlagName IDAGetReturnFlagName N_VGetArrayPointer N_VGetArrayPointer_Serial",
    reads: "N_VMake_Serial CVodeInit IDAInit CVodeSetLinearSolver",
  },
  {
    name: "GSL",
    families: [
      ...[
        "vector",
        "matrix",
        "vector_complex",
        "matrix_complex",
        "vector_float",
        "matrix_float",
        "vector_int",
        "permutation",
        "combination",
        "block",
        "histogram",
        "histogram2d",
        "interp_accel",
      ].map((what) => ({
        acquire: `gsl_${what}_alloc gsl_${what}_calloc`,
        release: `gsl_${what}_free`,
      })),
      { acquire: "gsl_rng_alloc gsl_rng_clone", release: "gsl_rng_free" },
      { acquire: "gsl_qrng_alloc gsl_qrng_clone", release: "gsl_qrng_free" },
      { acquire: "gsl_interp_alloc", release: "gsl_interp_free" },
      { acquire: "gsl_spline_alloc", release: "gsl_spline_free" },
      { acquire: "gsl_spline2d_alloc", release: "gsl_spline2d_free" },
      { acquire: "gsl_integration_workspace_alloc", release: "gsl_integration_workspace_free" },
      { acquire: "gsl_eigen_symm_alloc", release: "gsl_eigen_symm_free" },
      { acquire: "gsl_eigen_symmv_alloc", release: "gsl_eigen_symmv_free" },
      { acquire: "gsl_eigen_nonsymm_alloc", release: "gsl_eigen_nonsymm_free" },
      { acquire: "gsl_root_fsolver_alloc", release: "gsl_root_fsolver_free" },
      { acquire: "gsl_root_fdfsolver_alloc", release: "gsl_root_fdfsolver_free" },
      { acquire: "gsl_min_fminimizer_alloc", release: "gsl_min_fminimizer_free" },
      { acquire: "gsl_multimin_fminimizer_alloc", release: "gsl_multimin_fminimizer_free" },
      { acquire: "gsl_multimin_fdfminimizer_alloc", release: "gsl_multimin_fdfminimizer_free" },
      { acquire: "gsl_multiroot_fsolver_alloc", release: "gsl_multiroot_fsolver_free" },
      { acquire: "gsl_multifit_linear_alloc", release: "gsl_multifit_linear_free" },
      { acquire: "gsl_multifit_nlinear_alloc", release: "gsl_multifit_nlinear_free" },
      {
        acquire: "gsl_odeiv2_driver_alloc_y_new gsl_odeiv2_driver_alloc_standard_new",
        release: "gsl_odeiv2_driver_free",
      },
      { acquire: "gsl_odeiv2_step_alloc", release: "gsl_odeiv2_step_free" },
      { acquire: "gsl_odeiv2_evolve_alloc", release: "gsl_odeiv2_evolve_free" },
      { acquire: "gsl_fft_complex_workspace_alloc", release: "gsl_fft_complex_workspace_free" },
      { acquire: "gsl_fft_complex_wavetable_alloc", release: "gsl_fft_complex_wavetable_free" },
      { acquire: "gsl_fft_real_workspace_alloc", release: "gsl_fft_real_workspace_free" },
      { acquire: "gsl_fft_real_wavetable_alloc", release: "gsl_fft_real_wavetable_free" },
      { acquire: "gsl_wavelet_alloc", release: "gsl_wavelet_free" },
      { acquire: "gsl_wavelet_workspace_alloc", release: "gsl_wavelet_workspace_free" },
      { acquire: "gsl_bspline_alloc", release: "gsl_bspline_free" },
      { acquire: "gsl_cheb_alloc", release: "gsl_cheb_free" },
      { acquire: "gsl_dht_alloc gsl_dht_new", release: "gsl_dht_free" },
    ],
    lends: "gsl_strerror gsl_rng_name gsl_vector_ptr gsl_matrix_ptr",
  },
  {
    name: "MPFR, FLINT",
    families: [
      { acquire: "mpfr_get_str", release: "mpfr_free_str" },
      {
        acquire: "fmpz_get_str fmpq_get_str fmpz_poly_get_str fmpz_poly_get_str_pretty arb_get_str",
        release: "flint_free free",
      },
      { acquire: "flint_malloc flint_calloc flint_realloc", release: "flint_free" },
    ],
  },
  {
    name: "mpdecimal",
    families: [
      { acquire: "mpd_new mpd_qnew", release: "mpd_del" },
      { acquire: "mpd_to_sci mpd_to_eng", release: "mpd_free free" },
    ],
  },
  {
    name: "PARI",
    families: [
      { acquire: "GENtostr pari_strdup", release: "pari_free free" },
      { acquire: "gclone", release: "gunclone" },
    ],
  },
  {
    name: "SymEngine",
    families: [
      { acquire: "basic_new_heap", release: "basic_free_heap" },
      { acquire: "basic_str basic_str_latex basic_str_ccode basic_str_mathml", release: "basic_str_free" },
      { acquire: "vecbasic_new", release: "vecbasic_free" },
      { acquire: "setbasic_new", release: "setbasic_free" },
      { acquire: "mapbasicbasic_new", release: "mapbasicbasic_free" },
      { acquire: "dense_matrix_new dense_matrix_new_rows_cols", release: "dense_matrix_free" },
      { acquire: "lambda_real_double_visitor_new", release: "lambda_real_double_visitor_free" },
    ],
  },
  {
    name: "CXSparse",
    families: [{ acquire: "cs_spalloc cs_compress cs_transpose cs_multiply cs_add cs_load", release: "cs_spfree" }],
  },
  {
    name: "TinyExpr, muParser",
    families: [
      { acquire: "te_compile", release: "te_free" },
      { acquire: "mupCreate", release: "mupRelease" },
    ],
    lends: "mupGetExpr mupGetErrorMsg",
  },
  {
    name: "Stan (BridgeStan)",
    families: [
      { acquire: "bs_model_construct", release: "bs_model_destruct" },
      { acquire: "bs_rng_construct", release: "bs_rng_destruct" },
    ],
    lends: "bs_name bs_param_names bs_param_unc_names bs_model_info",
  },
];
