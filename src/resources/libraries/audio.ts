import type { CLibrary } from "./library.ts";

/** Codecs, synthesis, analysis, effects. */
export const audio: readonly CLibrary[] = [
  {
    name: "Opus",
    families: [
      { acquire: "opus_decoder_create", release: "opus_decoder_destroy" },
      { acquire: "opus_encoder_create", release: "opus_encoder_destroy" },
      { acquire: "opus_repacketizer_create", release: "opus_repacketizer_destroy" },
      {
        acquire: "opus_multistream_decoder_create",
        release: "opus_multistream_decoder_destroy",
      },
      {
        acquire: "opus_multistream_encoder_create opus_multistream_surround_encoder_create",
        release: "opus_multistream_encoder_destroy",
      },
      { acquire: "opus_projection_decoder_create", release: "opus_projection_decoder_destroy" },
      { acquire: "opus_projection_ambisonics_encoder_create", release: "opus_projection_encoder_destroy" },
      { acquire: "opus_custom_mode_create", release: "opus_custom_mode_destroy" },
      { acquire: "opus_dred_decoder_create", release: "opus_dred_decoder_destroy" },
    ],
    lends: "opus_strerror opus_get_version_string",
    reads: `opus_decoder_create opus_encoder_create opus_multistream_decoder_create opus_multistream_encoder_create
      opus_multistream_surround_encoder_create`,
  },
  {
    name: "opusfile, libopusenc",
    families: [
      { acquire: "op_open_file op_open_memory op_open_callbacks op_test_memory", release: "op_free" },
      {
        acquire: "ope_encoder_create_file ope_encoder_create_callbacks ope_encoder_create_pull",
        release: "ope_encoder_destroy",
      },
      { acquire: "ope_comments_create ope_comments_copy", release: "ope_comments_destroy" },
    ],
    lends: "op_head op_tags",
  },
  {
    name: "FLAC",
    families: [
      { acquire: "FLAC__stream_decoder_new", release: "FLAC__stream_decoder_delete" },
      { acquire: "FLAC__stream_encoder_new", release: "FLAC__stream_encoder_delete" },
      { acquire: "FLAC__metadata_object_new FLAC__metadata_object_clone", release: "FLAC__metadata_object_delete" },
      { acquire: "FLAC__metadata_chain_new", release: "FLAC__metadata_chain_delete" },
      { acquire: "FLAC__metadata_iterator_new", release: "FLAC__metadata_iterator_delete" },
    ],
  },
  {
    name: "LAME",
    families: [
      { acquire: "lame_init", release: "lame_close" },
      { acquire: "hip_decode_init", release: "hip_decode_exit" },
    ],
  },
  { name: "Shine", families: [{ acquire: "shine_initialise", release: "shine_close" }] },
  {
    name: "mpg123",
    families: [
      { acquire: "mpg123_new mpg123_parnew", release: "mpg123_delete" },
      { acquire: "mpg123_new_pars", release: "mpg123_delete_pars" },
    ],
    lends: "mpg123_strerror mpg123_plain_strerror mpg123_decoders",
  },
  {
    name: "FAAD, FAAC",
    families: [
      { acquire: "NeAACDecOpen faacDecOpen", release: "NeAACDecClose faacDecClose" },
      { acquire: "faacEncOpen", release: "faacEncClose" },
    ],
    lends: "NeAACDecGetErrorMessage NeAACDecGetCurrentConfiguration faacEncGetCurrentConfiguration NeAACDecDecode",
  },
  {
    name: "FDK AAC",
    families: [{ acquire: "aacDecoder_Open", release: "aacDecoder_Close" }],
    lends: "aacDecoder_GetStreamInfo",
  },
  {
    name: "Speex",
    families: [
      { acquire: "speex_decoder_init", release: "speex_decoder_destroy" },
      { acquire: "speex_encoder_init", release: "speex_encoder_destroy" },
      { acquire: "speex_header_to_packet", release: "speex_header_free free" },
    ],
    lends: "speex_lib_get_mode",
  },
  {
    name: "SpeexDSP",
    families: [
      { acquire: "speex_resampler_init speex_resampler_init_frac", release: "speex_resampler_destroy" },
      { acquire: "speex_echo_state_init speex_echo_state_init_mc", release: "speex_echo_state_destroy" },
      { acquire: "speex_preprocess_state_init", release: "speex_preprocess_state_destroy" },
      { acquire: "jitter_buffer_init", release: "jitter_buffer_destroy" },
    ],
  },
  {
    name: "RNNoise",
    families: [
      { acquire: "rnnoise_create", release: "rnnoise_destroy" },
      {
        acquire: "rnnoise_model_from_file rnnoise_model_from_buffer rnnoise_model_from_filename",
        release: "rnnoise_model_free",
      },
    ],
    reads: "rnnoise_create",
  },
  {
    name: "libfvad, WebRTC audio",
    families: [
      { acquire: "fvad_new", release: "fvad_free" },
      { acquire: "WebRtcVad_Create", release: "WebRtcVad_Free" },
      { acquire: "WebRtcNs_Create", release: "WebRtcNs_Free" },
      { acquire: "WebRtcNsx_Create", release: "WebRtcNsx_Free" },
      { acquire: "WebRtcAgc_Create", release: "WebRtcAgc_Free" },
      { acquire: "WebRtcAecm_Create", release: "WebRtcAecm_Free" },
    ],
  },
  {
    name: "libsamplerate",
    families: [{ acquire: "src_new src_callback_new src_clone", release: "src_delete" }],
    lends: "src_strerror src_get_name src_get_description",
  },
  { name: "soxr", families: [{ acquire: "soxr_create", release: "soxr_delete" }], lends: "soxr_error soxr_engine" },
  { name: "r8brain", families: [{ acquire: "r8b_create", release: "r8b_delete" }] },
  { name: "Rubber Band", families: [{ acquire: "rubberband_new", release: "rubberband_delete" }] },
  { name: "SoundTouch", families: [{ acquire: "soundtouch_createInstance", release: "soundtouch_destroyInstance" }] },
  { name: "Sonic", families: [{ acquire: "sonicCreateStream", release: "sonicDestroyStream" }] },
  {
    name: "FluidSynth",
    families: [
      { acquire: "new_fluid_settings", release: "delete_fluid_settings" },
      { acquire: "new_fluid_synth", release: "delete_fluid_synth" },
      { acquire: "new_fluid_player", release: "delete_fluid_player" },
      { acquire: "new_fluid_sequencer new_fluid_sequencer2", release: "delete_fluid_sequencer" },
      { acquire: "new_fluid_event", release: "delete_fluid_event" },
      { acquire: "new_fluid_midi_event", release: "delete_fluid_midi_event" },
      { acquire: "new_fluid_audio_driver new_fluid_audio_driver2", release: "delete_fluid_audio_driver" },
      { acquire: "new_fluid_file_renderer", release: "delete_fluid_file_renderer" },
    ],
    lends:
      "fluid_synth_get_sfont fluid_synth_get_sfont_by_id fluid_sfont_get_name fluid_synth_get_settings fluid_sfont_get_preset",
    reads: "new_fluid_synth new_fluid_player new_fluid_audio_driver",
    // The synthesizer frees the fonts that it holds.
    keeps: "fluid_synth_add_sfont@1 fluid_synth_add_sfloader@1",
  },
  {
    name: "TinySoundFont, libADLMIDI, WildMIDI",
    families: [
      { acquire: "tsf_load tsf_load_memory tsf_load_filename tsf_copy", release: "tsf_close" },
      { acquire: "tml_load tml_load_memory tml_load_filename", release: "tml_free" },
      { acquire: "adl_init", release: "adl_close" },
      { acquire: "opn2_init", release: "opn2_close" },
      { acquire: "WildMidi_Open WildMidi_OpenBuffer", release: "WildMidi_Close" },
    ],
  },
  {
    name: "libopenmpt",
    families: [
      {
        acquire: `openmpt_module_create openmpt_module_create2 openmpt_module_create_from_memory
          openmpt_module_create_from_memory2`,
        release: "openmpt_module_destroy",
      },
      {
        acquire: `openmpt_module_ext_create openmpt_module_ext_create_from_memory`,
        release: "openmpt_module_ext_destroy",
      },
      {
        acquire: `openmpt_get_string openmpt_get_supported_extensions openmpt_module_get_metadata
          openmpt_module_get_metadata_keys openmpt_module_get_instrument_name openmpt_module_get_sample_name
          openmpt_module_get_pattern_name openmpt_module_get_order_name openmpt_module_get_channel_name
          openmpt_module_get_subsong_name openmpt_module_format_pattern_row_channel
          openmpt_module_highlight_pattern_row_channel openmpt_module_format_pattern_row_channel_command
          openmpt_module_ctl_get openmpt_module_ctl_get_text openmpt_module_error_get_last_message`,
        release: "openmpt_free_string",
      },
    ],
    lends: "openmpt_module_ext_get_module",
    reads: "openmpt_module_create_from_memory openmpt_module_create_from_memory2 openmpt_module_ext_create_from_memory",
  },
  { name: "libxmp", families: [{ acquire: "xmp_create_context", release: "xmp_free_context" }] },
  {
    name: "Game Music Emu",
    families: [
      { acquire: "gme_open_file@1 gme_open_data@2 gme_new_emu", release: "gme_delete" },
      { acquire: "gme_track_info@1", release: "gme_free_info" },
    ],
    reads: "gme_open_data",
  },
  { name: "sc68", families: [{ acquire: "sc68_create", release: "sc68_destroy" }] },
  {
    name: "eSpeak NG",
    lends: "espeak_GetCurrentVoice espeak_ListVoices espeak_Info espeak_TextToPhonemes",
  },
  {
    name: "PocketSphinx, Vosk",
    families: [
      { acquire: "ps_init", release: "ps_free" },
      { acquire: "cmd_ln_init cmd_ln_parse_r ps_config_init", release: "cmd_ln_free_r ps_config_free" },
      { acquire: "vosk_model_new", release: "vosk_model_free", counted: true },
      { acquire: "vosk_spk_model_new", release: "vosk_spk_model_free", counted: true },
      {
        acquire: "vosk_recognizer_new vosk_recognizer_new_spk vosk_recognizer_new_grm",
        release: "vosk_recognizer_free",
      },
    ],
    lends: "vosk_recognizer_result vosk_recognizer_partial_result vosk_recognizer_final_result ps_get_hyp",
    reads: "vosk_recognizer_new vosk_recognizer_new_spk vosk_recognizer_new_grm",
  },
  {
    name: "aubio",
    families: [
      { acquire: "new_aubio_pitch", release: "del_aubio_pitch" },
      { acquire: "new_aubio_tempo", release: "del_aubio_tempo" },
      { acquire: "new_aubio_onset", release: "del_aubio_onset" },
      { acquire: "new_aubio_notes", release: "del_aubio_notes" },
      { acquire: "new_aubio_fft", release: "del_aubio_fft" },
      { acquire: "new_aubio_pvoc", release: "del_aubio_pvoc" },
      { acquire: "new_aubio_mfcc", release: "del_aubio_mfcc" },
      { acquire: "new_aubio_filterbank", release: "del_aubio_filterbank" },
      { acquire: "new_aubio_specdesc", release: "del_aubio_specdesc" },
      {
        acquire: "new_aubio_filter new_aubio_filter_a_weighting new_aubio_filter_c_weighting",
        release: "del_aubio_filter",
      },
      { acquire: "new_aubio_source", release: "del_aubio_source" },
      { acquire: "new_aubio_wavetable", release: "del_aubio_wavetable" },
      { acquire: "new_fvec", release: "del_fvec" },
      { acquire: "new_cvec", release: "del_cvec" },
      { acquire: "new_fmat", release: "del_fmat" },
    ],
  },
  {
    name: "Chromaprint",
    families: [
      { acquire: "chromaprint_new", release: "chromaprint_free" },
      {
        acquire:
          "chromaprint_get_fingerprint@1 chromaprint_get_raw_fingerprint@1 chromaprint_encode_fingerprint@3 chromaprint_decode_fingerprint@2",
        release: "chromaprint_dealloc",
      },
    ],
  },
  {
    name: "libebur128",
    families: [{ acquire: "ebur128_init", release: "ebur128_destroy" }],
  },
  {
    name: "libsndfile, WavPack, dr_libs, TagLib (C)",
    families: [
      { acquire: "sf_open sf_open_fd sf_open_virtual", release: "sf_close" },
      {
        acquire: "WavpackOpenFileInput WavpackOpenFileInputEx WavpackOpenFileInputEx64 WavpackOpenFileOutput",
        release: "WavpackCloseFile",
      },
      { acquire: "drflac_open drflac_open_memory drflac_open_file drflac_open_with_metadata", release: "drflac_close" },
      {
        acquire: `drflac_open_memory_and_read_pcm_frames_s16 drflac_open_memory_and_read_pcm_frames_f32
          drflac_open_memory_and_read_pcm_frames_s32`,
        release: "drflac_free",
      },
      {
        acquire: "drwav_open_memory_and_read_pcm_frames_s16 drwav_open_memory_and_read_pcm_frames_f32",
        release: "drwav_free",
      },
      {
        acquire: "drmp3_open_memory_and_read_pcm_frames_s16 drmp3_open_memory_and_read_pcm_frames_f32",
        release: "drmp3_free",
      },
      { acquire: "taglib_file_new taglib_file_new_type taglib_file_new_iostream", release: "taglib_file_free" },
      { acquire: "taglib_memory_iostream_new", release: "taglib_iostream_free" },
      { acquire: "taglib_property_get taglib_property_keys", release: "taglib_property_free" },
    ],
    lends: "taglib_file_tag taglib_file_audioproperties sf_strerror",
  },
  {
    name: "Csound, libpd, Faust",
    families: [
      { acquire: "csoundCreate csoundCreateObj", release: "csoundDestroy csoundDestroyObj" },
      { acquire: "csoundParseOrc", release: "csoundDeleteTree" },
      { acquire: "libpd_openfile", release: "libpd_closefile" },
      { acquire: "libpd_new_instance", release: "libpd_free_instance" },
      {
        acquire: "createWasmCDSPFactoryFromString createWasmCDSPFactoryFromFile",
        // `freeWasmCModule` before 2023, when it gave the module itself.
        release: "deleteWasmCDSPFactory freeWasmCModule",
      },
    ],
  },
  {
    name: "OpenAL",
    families: [
      { acquire: "alcOpenDevice alcCaptureOpenDevice", release: "alcCloseDevice alcCaptureCloseDevice" },
      { acquire: "alcCreateContext", release: "alcDestroyContext" },
    ],
  },
  {
    name: "Transforms: KISS FFT, PFFFT, muFFT, FFTW",
    families: [
      {
        acquire: "kiss_fft_alloc kiss_fftr_alloc kiss_fftnd_alloc kiss_fftndr_alloc",
        release: "kiss_fft_free kiss_fftr_free free",
      },
      { acquire: "pffft_new_setup", release: "pffft_destroy_setup" },
      { acquire: "pffft_aligned_malloc", release: "pffft_aligned_free" },
      {
        acquire: ["fftw", "fftwf"]
          .flatMap((name) =>
            ["1d", "2d", "3d", ""].flatMap((rank) => [
              `${name}_plan_dft${rank === "" ? "" : `_${rank}`}`,
              `${name}_plan_dft_r2c${rank === "" ? "" : `_${rank}`}`,
              `${name}_plan_dft_c2r${rank === "" ? "" : `_${rank}`}`,
              `${name}_plan_r2r${rank === "" ? "" : `_${rank}`}`,
            ]),
          )
          .concat("fftw_plan_many_dft fftw_plan_many_dft_r2c fftw_plan_many_dft_c2r fftwf_plan_many_dft")
          .join(" "),
        release: "fftw_destroy_plan fftwf_destroy_plan",
      },
      {
        acquire: "fftw_malloc fftw_alloc_real fftw_alloc_complex fftwf_malloc fftwf_alloc_real fftwf_alloc_complex",
        release: "fftw_free fftwf_free",
      },
      {
        acquire: "mufft_create_plan_1d_r2c mufft_create_plan_1d_c2c mufft_create_plan_1d_c2r",
        release: "mufft_free_plan_1d",
      },
    ],
  },
];
