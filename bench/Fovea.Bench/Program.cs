using BenchmarkDotNet.Running;
using Fovea.Bench;

// networks [--torch CMD] [--ort CMD] [MODEL ...]          whole networks: inference and training step, ours and the peers' in turn
// convolutions [--torch CMD]                              single convolutions, forward and with both gradients
// products [--blas CMD]                                   products of square matrices
// memory [--torch CMD] [MODEL ...]                        peak memory of a training step
// decoding [--opencv CMD] [FOLDER]                       a JPEG and a PNG of 12 megapixels, of the photographs in a folder
// filters [--peer "COMMAND"] [--rounds N] [--reuse] [--json] [WORD ...]   classic filters, ours and the peer's in turn
// export FOLDER [MODEL|FILE.onnx ...]                     models as ONNX files with an input and our output, for bench/reference/onnx_export.py
// import FILE.onnx ...                                    ONNX files against what bench/reference/onnx_networks.py stored beside them
// loader [--folder DIR] [--threads N] [LIST ...]          images a second with each augmentation
// parity MODEL --weights W --input x.npy ...              one run of a model, for bench/reference/torchvision_parity.py
// fuzz [--cases N] [--seed S] [--folder DIR] ...          damaged image files: none may crash, hang or take much memory
// micro [BenchmarkDotNet options]                         single kernels
switch (args)
{
    case ["networks", .. var rest]:
        return NetworkTable.Run(rest);
    case ["convolutions", .. var rest]:
        return ConvolutionTable.Run(rest);
    case ["products", .. var rest]:
        return ProductTable.Run(rest);
    case ["memory", .. var rest]:
        return MemoryTable.Run(rest);
    case ["decoding", .. var rest]:
        return DecodingTable.Run(rest);
    case ["filters", .. var rest]:
        return FilterTable.Run(rest);
    case ["export", var folder, .. var names]:
        return ExportedModels.Write(folder, names);
    case ["import", .. var files]:
        return ImportedModels.Run(files);
    case ["loader", .. var rest]:
        return LoaderTable.Run(rest);
    case ["parity", .. var rest]:
        return Parity.Run(rest);
    case ["fuzz", .. var rest]:
        return CodecFuzz.Run(rest);
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project bench/Fovea.Bench -- networks [--torch "python3 torch_models.py"] [--ort "node ort_models.js FOLDER"] [--rounds 3] [--quick] [MODEL ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- convolutions [--torch "python3 torch_convs.py"] [--rounds 3] [--quick]
                   dotnet run -c Release --project bench/Fovea.Bench -- products [--blas "python3 bench/reference/products.py"] [--rounds 3] [--quick]
                   dotnet run -c Release --project bench/Fovea.Bench -- memory [--torch "python3 bench/reference/training_memory.py FOLDER"] [MODEL ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- decoding [--opencv "python3 bench/reference/decoding.py"] [--rounds 3] [FOLDER]
                   dotnet run -c Release --project bench/Fovea.Bench -- filters [--peer "python3 opencv_filters.py"] [--rounds 3] [--reuse] [--json] [WORD ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- export FOLDER [MODEL|FILE.onnx ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- import FILE.onnx ...
                   dotnet run -c Release --project bench/Fovea.Bench -- loader [--folder DIR] [--threads 2] [LIST ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- parity MODEL --weights W --input x.npy (--output y.npy | --labels labels.npy --gradients G)
                   dotnet run -c Release --project bench/Fovea.Bench -- fuzz [--cases 100000] [--seed 1] [--folder DIR] [--seconds 10] [--megabytes 256] [--keep DIR]
                   dotnet run -c Release --project bench/Fovea.Bench -- micro [--filter '*']
            A peer is a command that takes names of cases and prints one JSON object a line: for networks case, mode (infer or train), batch, ms; for convolutions case, fwd_ms, fwd_bwd_ms;
            for products case, ms; for memory case, mb; for filters it takes words in the names of cases, and prints case and ms; FOVEA_FILTER_PEER names it for good.
            """);
        return 2;
}
