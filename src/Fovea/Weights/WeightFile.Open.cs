using System.Text;
using Fovea.Training;

namespace Fovea.Weights;

public abstract partial class WeightFile
{
    private const int StartLength = 512;

    /// <summary>Files that are often taken for weight files: what tells them, what they are, and what to do.</summary>
    private static readonly (Func<byte[], bool> Is, string What, string Hint)[] Others =
    [
        (start => start[0] == 0x80 && start.AsSpan(0, 32).IndexOf((ReadOnlySpan<byte>)[0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]) >= 0,
            "is a PyTorch file in the form before version 1.6, which is not read", "write it again with a newer PyTorch: torch.save(torch.load(FILE, map_location='cpu'), 'weights.pth')"),
        (start => Has(start, 257, "ustar"), "is a tar archive, the first form of PyTorch's files, which is not read",
            "write it again with a newer PyTorch: torch.save(torch.load(FILE, map_location='cpu'), 'weights.pth')"),
        (start => start[0] == 0x80 && start[1] is >= 2 and <= 5, "is a Python pickle, but no file of PyTorch", "in Python, write the weights with torch.save(state_dict, 'weights.pth')"),
        (start => Has(start, 0, "\x89HDF"), "is an HDF5 file (Keras), which is not read", "export the network to ONNX, or write its weights as safetensors"),
        (start => Has(start, 0, "\x93NUMPY"), "is a single NumPy array", "write the weights by their names as safetensors"),
        (start => Has(start, 0, "GGUF"), "is a GGUF file of a language model, which is not read", "use weights in safetensors"),
        (start => Has(start, 0, "\x1F\x8B"), "is compressed (gzip)", "unpack it first: gzip -d FILE"),
        (start => Has(start, 0, "version https://git-lfs"), "is a pointer of Git LFS, not the file itself", "fetch the file: git lfs pull"),
        (start => Encoding.Latin1.GetString(start).TrimStart() is ['<', ..] text && text.Contains("html", StringComparison.OrdinalIgnoreCase), "is a web page", "the address leads to a page about the file: fetch the file itself"),
        (start => start[0] == 0x08 && start[1] is > 0 and < 32 && start[2] is 0x12 or 0x3A or 0x42, "is an ONNX network, not a file of weights", "import it as a network"),
    ];

    /// <summary>
    /// Opens a weight file and checks what it says of itself. Its content decides what it is, not its name: safetensors, or a state file of PyTorch. For the folder of a run
    /// that is the checkpoint with its best weights, where there are none yet that with the last. Dispose closes it.
    /// </summary>
    /// <exception cref="BadFileException">The file does not exist, cannot be read, is damaged, or is of no format that is read.</exception>
    public static WeightFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MappedFile file = MappedFile.Open(Directory.Exists(path) ? new RunFolder(path).RequireWeights() : path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static WeightFile Open(MappedFile file)
    {
        byte[] start = new byte[StartLength];
        file.Read(start.AsSpan(0, (int)Math.Min(start.Length, file.Length)), 0);
        if (start[SafeTensors.LengthBytes] == '{') return SafeTensors.Open(file);
        if (Has(start, 0, "PK")) return TorchFile.Open(file);
        foreach (var (isIt, what, hint) in Others)
            if (isIt(start)) throw new BadFileException(file.Path, what, hint: hint);
        throw new BadFileException(file.Path, file.Length == 0 ? "is empty" : "is no weight file of a known format", hint: "safetensors and PyTorch's state files (.pth) are read");
    }

    private static bool Has(byte[] start, int at, string text) => start.AsSpan(at).StartsWith(Encoding.Latin1.GetBytes(text));
}
