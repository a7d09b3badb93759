using BenchmarkDotNet.Running;
using Fovea.Bench;

// networks [--peer "COMMAND"] [--rounds N] [MODEL ...]   whole networks, ours and the peer's in turn
// import FILE.onnx ...                                    ONNX files against what bench/reference/onnx_networks.py stored beside them
// micro [BenchmarkDotNet options]                         single kernels
switch (args)
{
    case ["networks", .. var rest]:
        return NetworkTable.Run(rest);
    case ["import", .. var files]:
        return ImportedModels.Run(files);
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project bench/Fovea.Bench -- networks [--peer "python3 torch_models.py"] [--rounds 3] [MODEL ...]
                   dotnet run -c Release --project bench/Fovea.Bench -- import FILE.onnx ...
                   dotnet run -c Release --project bench/Fovea.Bench -- micro [--filter '*']
            A peer is a command that takes model names and prints one JSON object a line: case, mode (infer or train), batch, ms.
            """);
        return 2;
}
