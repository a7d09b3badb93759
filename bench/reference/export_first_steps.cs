#!/usr/bin/env dotnet
#:project ../../src/Fovea/Fovea.csproj
#:property PublishAot=false

// Writes what first_steps.py trains from: generated digits as IDX files, and the initial weights of the models as safetensors. dotnet run export_first_steps.cs -- FOLDER
using System.Globalization;
using Fovea.Data;
using Fovea.Models;
using Fovea.Weights;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: dotnet run export_first_steps.cs -- FOLDER");
    return 2;
}
Directory.CreateDirectory(folder);
Digits digits = new(count: 320, seed: 7);
IdxImages.Write(digits, Path.Combine(folder, "images.idx"), Path.Combine(folder, "labels.idx"));
Dictionary<string, string> normalisation = new()
{
    ["mean"] = digits.Mean[0].ToString("R", CultureInfo.InvariantCulture),
    ["deviation"] = digits.Deviation[0].ToString("R", CultureInfo.InvariantCulture),
};
foreach (string name in (string[])["lenet5", "lenet5_tanh"])
{
    IReadOnlyList<ModelWeight> weights = ModelRegistry.Get(name).Create(seed: 7).Weights();
    SafeTensors.Write(Path.Combine(folder, $"{name}.safetensors"), weights.Select(weight => TensorData.Of(weight)), normalisation);
}
Console.WriteLine($"{folder}: 320 digits, the initial weights of lenet5 and lenet5_tanh");
return 0;
