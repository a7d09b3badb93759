using Fovea.Tests.Runs;

namespace Fovea.Tests.Weights;

/// <summary>The files that bench/reference/weights.py has made.</summary>
internal static class TorchFiles
{
    public static byte[] Bytes(string name)
    {
        using Stream stream = typeof(TorchFiles).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"{name} is not among the resources");
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The path of a copy of a file in a folder.</summary>
    public static string Unpack(this TestFolder folder, string name)
    {
        File.WriteAllBytes(folder[name], Bytes(name));
        return folder[name];
    }
}
