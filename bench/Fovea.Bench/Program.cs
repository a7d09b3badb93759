using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Fovea;
using Fovea.Bench;

try
{
    return Run(args);
}
catch (Exception error) when (error is FoveaException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int Run(string[] args) => args switch
{
    ["networks", .. var rest] => NetworkTable.Run(rest),
    ["convolutions", .. var rest] => ConvolutionTable.Run(rest),
    ["products", .. var rest] => ProductTable.Run(rest),
    ["memory", .. var rest] => MemoryTable.Run(rest),
    ["decoding", .. var rest] => DecodingTable.Run(rest),
    ["filters", .. var rest] => FilterTable.Run(rest),
    ["export", var folder, .. var names] => ExportedModels.Write(folder, names),
    ["import", .. var files] => ImportedModels.Run(files),
    ["loader", .. var rest] => LoaderTable.Run(rest),
    ["parity", .. var rest] => Parity.Run(rest),
    ["fuzz", .. var rest] => CodecFuzz.Run(rest),
    ["micro", .. var rest] => Micro(rest),
    _ => Usage(),
};

static int Micro(string[] args)
{
    // Names of cases are longer than what is shown by default.
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(48)));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Fovea.Bench -- TABLE [options]

        beside peers, which are measured in turn in the same run:
          networks      [--torch "python3 torch_models.py"] [--ort "node ort_models.js FOLDER"] [MODEL ...]   whole networks: inference and a training step
          convolutions  [--torch "python3 torch_convs.py"]                                                    single convolutions, forward and with both gradients
          products      [--blas "python3 bench/reference/products.py"]                                        products of square matrices
          memory        [--torch "python3 bench/reference/training_memory.py FOLDER"] [MODEL ...]             peak memory of a training step
          decoding      [--opencv "python3 bench/reference/decoding.py"] [FOLDER]                             a JPEG and a PNG of 12 megapixels, of the photographs in a folder
          filters       [--peer "python3 opencv_filters.py"] [--reuse] [WORD ...]                             classic filters whose names have one of the words
          with each     [--rounds 3] [--threads N] [--quick] [--json]
        A peer is a command that takes names of cases and prints one JSON object a line: case and ms; for networks also mode (infer or train) and batch;
        for convolutions fwd_ms and fwd_bwd_ms instead; for memory mb.

        others:
          export FOLDER [MODEL|FILE.onnx ...]          models as ONNX files with an input and our output, for bench/reference/onnx_export.py
          import FILE.onnx ...                         ONNX files against what bench/reference/onnx_networks.py stored beside them
          loader [--folder DIR] [--threads 2] [LIST ...]   images a second with each augmentation
          parity MODEL --weights W --input x.npy (--output y.npy | --labels labels.npy --gradients G)   one run of a model, for bench/reference/torchvision_parity.py
          fuzz [--cases 100000] [--seed 1] [--folder DIR] [--seconds 10] [--megabytes 256] [--keep DIR]   damaged image files: none may crash, hang or take much memory
          micro [--filter '*']                         every kernel and its gradients, by BenchmarkDotNet
        """);
    return 2;
}
