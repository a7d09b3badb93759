namespace Fovea.Weights;

/// <summary>Writes the tensors of a weight file into another format; no model has to be known.</summary>
public static class WeightConversion
{
    /// <summary>Writes every tensor of a file into a safetensors file, by the same names and in the same order of axes.</summary>
    /// <param name="file">A safetensors file or a state file of PyTorch.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="type">What real numbers are written as: F32, F16, BF16 or F64; null to leave every tensor its type. Integers and truth values keep theirs.</param>
    /// <returns>The number of tensors.</returns>
    /// <exception cref="FoveaException">A number is beyond the range of the type, or the file cannot be written.</exception>
    public static int ToSafeTensors(WeightFile file, string path, ElementType? type = null)
    {
        if (type is not (null or ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64))
            throw new FoveaException($"weights cannot be written as {type.Value.Name()}", "F32, F16, BF16 and F64 can");
        SafeTensors.Write(path, file.Entries.Select(entry => Tensor(file, entry, type)), file.Metadata.Count > 0 ? file.Metadata : new Dictionary<string, string> { ["format"] = "pt" });
        return file.Entries.Length;
    }

    private static TensorData Tensor(WeightFile file, WeightEntry entry, ElementType? type)
    {
        bool isFloat = entry.Type is ElementType.F64 or ElementType.F32 or ElementType.F16 or ElementType.BF16;
        return TensorData.Of(file, entry, isFloat ? type ?? entry.Type : entry.Type);
    }
}
