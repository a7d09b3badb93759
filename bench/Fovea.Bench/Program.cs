using BenchmarkDotNet.Running;
using Fovea.Bench;

// networks [--peer "COMMAND"] [--rounds N] [MODEL ...]   whole networks, ours and the peer's in turn
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
            usage: dotnet run -c Release --project bench/Fovea.Bench -- networks [--peer "python3 torch_models.py"] [--rounds 3] [MODEL ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- export FOLDER [MODEL|FILE.onnx ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- import FILE.onnx ...
                   dotnet run -c Release --project bench/Fovea.Bench -- loader [--folder DIR] [--threads 2] [LIST ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- parity MODEL --weights W --input x.npy (--output y.npy | --labels labels.npy --gradients G)
                   dotnet run -c Release --project bench/Fovea.Bench -- fuzz [--cases 100000] [--seed 1] [--folder DIR] [--seconds 10] [--megabytes 256] [--keep DIR]
                   dotnet run -c Release --project bench/Fovea.Bench -- micro [--filter '*']
            A peer is a command that takes model names and prints one JSON object a line: case, mode (infer or train), batch, ms.
            """);
        return 2;
}
